using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Cli.Comparing;

/// <summary>What a changed schema means for callers.</summary>
internal enum SchemaImpact
{
    /// <summary>Nothing changed.</summary>
    None,

    /// <summary>Callers go on as they are.</summary>
    Additive,

    /// <summary>A caller may fail.</summary>
    Breaking,
}

/// <summary>Compares the properties of two schemas, one level deep.</summary>
internal static class SchemaChange
{
    /// <summary>Compares schemas of inputs: what callers send must still be accepted.</summary>
    public static (SchemaImpact Impact, IReadOnlyList<string> Changes) OfInputs(JsonElement? before, JsonElement? after) => Compare(before, after, isInput: true);

    /// <summary>Compares schemas of outputs: what callers read must still be there.</summary>
    public static (SchemaImpact Impact, IReadOnlyList<string> Changes) OfOutputs(JsonElement? before, JsonElement? after) => Compare(before, after, isInput: false);

    private static (SchemaImpact, IReadOnlyList<string>) Compare(JsonElement? before, JsonElement? after, bool isInput)
    {
        if (Text(before) == Text(after))
        {
            return (SchemaImpact.None, []);
        }

        if (before is null || after is null)
        {
            return (SchemaImpact.Breaking, [before is null ? "a schema was added" : "the schema was removed"]);
        }

        var (old, now) = (SchemaView.Of(before.Value), SchemaView.Of(after.Value));
        var changes = new List<(SchemaImpact Impact, string Text)>();
        foreach (var property in now.Properties.Where(p => old.Declared(p.Name) is null))
        {
            var isRequired = property.Presence == SchemaPresence.Required;
            changes.Add((isInput && isRequired ? SchemaImpact.Breaking : SchemaImpact.Additive, $"+ {property.Name}{(isRequired ? "" : "?")}"));
        }

        foreach (var property in old.Properties)
        {
            changes.AddRange(Property(property, now.Declared(property.Name), isInput));
        }

        // What differs below the first level, or in a keyword, is not judged: a person has to look.
        return changes.Count == 0
            ? (SchemaImpact.Breaking, ["constraints or nested parts changed; check them by hand"])
            : (changes.Max(static c => c.Impact), [.. changes.Select(static c => c.Text)]);
    }

    private static IEnumerable<(SchemaImpact, string)> Property(SchemaViewProperty before, SchemaViewProperty? after, bool isInput)
    {
        if (after is null)
        {
            yield return (SchemaImpact.Breaking, $"− {before.Name}");
            yield break;
        }

        var (was, isNow) = (before.Presence == SchemaPresence.Required, after.Presence == SchemaPresence.Required);
        if (was != isNow)
        {
            yield return (isInput == isNow ? SchemaImpact.Breaking : SchemaImpact.Additive, $"{before.Name} is {(isNow ? "required" : "optional")} now");
        }

        if (before.View.Types != after.View.Types)
        {
            var isSafe = isInput ? (before.View.Types & ~after.View.Types) == 0 : (after.View.Types & ~before.View.Types) == 0;
            yield return (isSafe ? SchemaImpact.Additive : SchemaImpact.Breaking, $"{before.Name} changed its type");
        }

        if (Values(before.View) is { } old && Values(after.View) is { } now && !old.SetEquals(now))
        {
            yield return ((isInput ? now.IsSupersetOf(old) : now.IsSubsetOf(old)) ? SchemaImpact.Additive : SchemaImpact.Breaking, $"{before.Name} has other values");
        }
    }

    private static HashSet<string>? Values(SchemaView view) => view.Enum?.Select(static v => v.GetRawText()).ToHashSet();

    private static string? Text(JsonElement? schema) => schema?.GetRawText();
}
