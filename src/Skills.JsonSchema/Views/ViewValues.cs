using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Views;

/// <summary>The types and values the schemas of a view allow.</summary>
internal static class ViewValues
{
    public static JsonTypes Types(ViewParts parts)
    {
        var types = parts.Always.Aggregate(JsonTypes.Any, static (all, node) => all & node.Types);
        foreach (var choice in Speaking(parts))
        {
            types &= choice.Members.Aggregate(JsonTypes.None, static (any, member) => any | member.Kinds);
        }

        return types;
    }

    /// <summary>The values listed; null when some other value may do.</summary>
    public static IReadOnlyList<JsonElement>? Values(ViewParts parts, JsonTypes types)
    {
        List<JsonElement>? values = null;
        foreach (var node in parts.Always)
        {
            values = Both(values, node.Values?.Elements);
            values = Both(values, node.OtherValues?.Elements);
        }

        foreach (var choice in Speaking(parts))
        {
            values = Both(values, Any(choice));
        }

        return values?.FindAll(value => (types & TypeOf(value)) != 0);
    }

    public static JsonTypes TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonTypes.Object,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.Number => Integers.Is(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value), lexical: false) ? JsonTypes.Integer : JsonTypes.Fraction,
        JsonValueKind.Null => JsonTypes.Null,
        _ => JsonTypes.Boolean,
    };

    // Where nothing applies always, what one of the choices says is all there is to go by.
    private static IEnumerable<ViewChoice> Speaking(ViewParts parts) => parts.Choices.Where(choice => choice.IsComplete || parts.Always.Count == 0);

    private static List<JsonElement>? Any(ViewChoice choice)
    {
        var values = new List<JsonElement>();
        foreach (var member in choice.Members)
        {
            if (member.Enum is not { } some)
            {
                // Null is one value, so a member that takes nothing else lists its values too.
                if (member.Kinds != JsonTypes.Null)
                {
                    return null;
                }

                some = [JsonElement.Parse("null")];
            }

            values.AddRange(some.Where(value => !values.Exists(known => JsonElement.DeepEquals(known, value))));
        }

        return values;
    }

    private static List<JsonElement>? Both(List<JsonElement>? left, IReadOnlyList<JsonElement>? right) =>
        right is null ? left : left is null ? [.. right] : left.FindAll(value => right.Any(other => JsonElement.DeepEquals(value, other)));
}
