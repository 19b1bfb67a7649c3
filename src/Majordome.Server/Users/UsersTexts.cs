namespace Majordome.Server.Users;

/// <summary>The words of the users' pages. See <c>UsersTexts.resx</c>.</summary>
public sealed class UsersTexts;
