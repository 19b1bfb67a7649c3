using Majordome.Domain.Contracts;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Wording;
using Majordome.Server.ServiceDesk.Reading;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.ServiceDesk.Pages;

/// <summary>The filters of an address, in words.</summary>
public static class FilterChips
{
    /// <summary>Those of the given fields that filter; a value that says nothing is left out.</summary>
    public static async Task<IReadOnlyList<TableFilter>> OfAsync(
        AppDb db, PageAddress address, IReadOnlyList<string> fields, Words words, IStringLocalizer<ServiceDeskTexts> texts)
    {
        var chips = new List<TableFilter>();
        foreach (var field in fields)
        {
            if (address[field] is { } raw && await WordsOfAsync(db, field, raw, words, texts) is { } value)
            {
                chips.Add(new(texts[$"Filter.{field}"], value, field, raw));
            }
        }

        return chips;
    }

    private static async Task<string?> WordsOfAsync(AppDb db, string field, string raw, Words words, IStringLocalizer<ServiceDeskTexts> texts)
    {
        var filter = TicketAddress.Filter(name => name == field ? raw : null, null);
        return field switch
        {
            "client" when filter.ClientId is { } id => await db.Set<Client>().Where(c => c.Id == id).Select(c => c.Name).SingleOrDefaultAsync(),
            "asset" when filter.AssetId is { } id => await db.Set<Asset>().Where(a => a.Id == id).Select(a => a.Name).SingleOrDefaultAsync(),
            "assignee" when raw is "me" or "none" => texts[$"Filter.{raw}"],
            "assignee" when filter.AssigneeId is { } id => await db.Users.Where(u => u.Id == id).Select(u => u.DisplayName).SingleOrDefaultAsync(),
            "state" when filter.State is { } state => texts[$"State.{state}"],
            "state" when filter.Active is not null => texts[$"Filter.{raw}"],
            "priority" => filter.Priority?.ToString(),
            "nature" when filter.Nature is { } nature => texts[$"Nature.{nature}"],
            "q" => raw,
            _ => null,
        };
    }
}
