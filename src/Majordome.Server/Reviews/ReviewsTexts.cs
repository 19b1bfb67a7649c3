namespace Majordome.Server.Reviews;

/// <summary>Texts of this room: <c>ReviewsTexts.resx</c> (French) and <c>ReviewsTexts.en.resx</c>.</summary>
public sealed class ReviewsTexts;
