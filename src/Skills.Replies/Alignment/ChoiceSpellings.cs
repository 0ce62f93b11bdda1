using System.Text.Json;
using Skills.JsonSchema;

namespace Skills.Replies.Alignment;

/// <summary>Reads <c>x-enum</c>: other spellings of listed values, as a text, a list, or an object with <c>alias</c> and <c>description</c>.</summary>
internal static class ChoiceSpellings
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(SchemaView? view)
    {
        var all = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var choice in (view?.FindAll("x-enum") ?? []).Where(static v => v.ValueKind == JsonValueKind.Object).SelectMany(static v => v.EnumerateObject()))
        {
            all.TryAdd(choice.Name, [.. Spellings(choice)]);
        }

        return all;
    }

    /// <summary>Returns a text, or the texts of a list.</summary>
    public static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().Where(static v => v.ValueKind == JsonValueKind.String).Select(static v => v.GetString()!),
        _ => [],
    };

    private static IEnumerable<string> Spellings(JsonProperty choice)
    {
        if (choice.Value.ValueKind != JsonValueKind.Object)
        {
            return Texts(choice.Value);
        }

        var alias = choice.Value.TryGetProperty("alias", out var a) ? a.ToString() : null;
        var description = choice.Value.TryGetProperty("description", out var d) ? d.ToString() : null;
        string?[] all = [alias, description, description is null ? null : $"{alias ?? choice.Name}: {description}"];
        return all.Where(static s => !string.IsNullOrWhiteSpace(s)).Select(static s => s!);
    }
}
