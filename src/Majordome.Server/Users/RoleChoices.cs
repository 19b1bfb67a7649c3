using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Identity;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.Users;

/// <summary>Roles to choose among.</summary>
internal static class RoleChoices
{
    /// <summary>All of them, the contact's last.</summary>
    public static IReadOnlyList<Choice> All(IStringLocalizer<UsersTexts> texts) =>
        [.. Enum.GetValues<Role>().Select(r => new Choice(r.ToString(), texts[$"Role.{r}"]))];

    /// <summary>Those of the provider's people.</summary>
    public static IReadOnlyList<Choice> Staff(IStringLocalizer<UsersTexts> texts) =>
        [.. All(texts).Where(c => c.Value != nameof(Role.ClientContact))];
}
