using System.Globalization;
using System.Text.Json;
using Skills.Cli.Shell;
using Skills.Engine;

namespace Skills.Cli.ModelCatalogs;

/// <summary>Writes the differences of two catalogs.</summary>
internal static class CatalogChangeText
{
    private static readonly string[] Headers = ["MODEL", "PROVIDER", "CHANGE", "IN $/M", "OUT $/M"];

    public static void Write(CommandCall call, IReadOnlyList<CatalogChange> changes, ModelCatalog next)
    {
        if (call.Output != OutputKind.Text)
        {
            call.Terminal.Json(writer => WriteJson(writer, changes));
        }
        else if (changes.Count > 0)
        {
            call.Terminal.Table(Headers, [.. changes.Select(RowOf)]);
        }

        call.Terminal.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"{next.Models.Count} model(s){(next.AsOf is { } day ? FormattableString.Invariant($" as of {day:yyyy-MM-dd}") : "")}: {changes.Count(static c => c.Kind == "new")} new, {changes.Count(static c => c.Kind == "price")} with another price, {changes.Count(static c => c.Kind == "other")} with other data."));
    }

    private static IReadOnlyList<string> RowOf(CatalogChange change) =>
    [
        change.Model.Id,
        change.Model.Provider,
        change.Kind,
        Step(change, static p => p.Input),
        Step(change, static p => p.Output),
    ];

    private static string Step(CatalogChange change, Func<ModelPrice, decimal> amount)
    {
        var (before, after) = (Text(change.Before, amount), Text(change.After, amount));
        return change.Kind == "new" || before == after ? after : $"{before} → {after}";
    }

    private static string Text(ModelPrice? price, Func<ModelPrice, decimal> amount) => price is null ? "?" : amount(price).ToString("0.####", CultureInfo.InvariantCulture);

    private static void WriteJson(Utf8JsonWriter writer, IReadOnlyList<CatalogChange> changes)
    {
        writer.WriteStartArray();
        foreach (var change in changes)
        {
            writer.WriteStartObject();
            writer.WriteString("id", change.Model.Id);
            writer.WriteString("provider", change.Model.Provider);
            writer.WriteString("change", change.Kind);
            WritePrice(writer, "before", change.Before);
            WritePrice(writer, "after", change.After);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePrice(Utf8JsonWriter writer, string name, ModelPrice? price)
    {
        if (price is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber("inputUsdPerMillion", price.Input);
        writer.WriteNumber("outputUsdPerMillion", price.Output);
        writer.WriteEndObject();
    }
}
