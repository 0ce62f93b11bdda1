using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Views;

/// <summary>Finds which of several schemas a value was most likely meant for.</summary>
internal static class AlternativeFit
{
    public static SchemaView Best(IReadOnlyList<SchemaView> members, JsonElement value)
    {
        var best = members[0];
        var rank = default((bool, int, bool, int));
        for (var i = 0; i < members.Count; i++)
        {
            var next = Rank(members[i], value);
            if (i == 0 || next.CompareTo(rank) > 0)
            {
                (best, rank) = (members[i], next);
            }
        }

        return best;
    }

    /// <summary>The name every alternative declares with listed values of its own.</summary>
    public static string? Discriminator(IReadOnlyList<SchemaView> alternatives)
    {
        if (alternatives.Count < 2)
        {
            return null;
        }

        return alternatives[0].Properties.Select(static property => property.Name).FirstOrDefault(name => TellsApart(name, alternatives));
    }

    private static bool TellsApart(string name, IReadOnlyList<SchemaView> alternatives)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var alternative in alternatives)
        {
            if (alternative.Declared(name)?.View.Enum is not { Count: > 0 } values || !values.All(value => value.ValueKind == JsonValueKind.String && seen.Add(JsonText.StringOf(value))))
            {
                return false;
            }
        }

        return true;
    }

    private static (bool IsOfType, int Tags, bool IsValid, int Names) Rank(SchemaView member, JsonElement value)
    {
        var isOfType = (member.Kinds & ViewValues.TypeOf(value)) != 0;
        return value.ValueKind == JsonValueKind.Object
            ? (isOfType, Tags(member, value), member.IsValid(value), Names(member, value))
            : (isOfType, 0, member.IsValid(value), 0);
    }

    // A property with a single value is a tag: one that differs counts against the schema more than any that agrees counts for it.
    private static int Tags(SchemaView member, JsonElement value)
    {
        var count = 0;
        foreach (var property in member.Properties)
        {
            if (property.View.Const is { } tag && JsonText.TryFind(value, property.Name, out var given))
            {
                count += JsonElement.DeepEquals(tag, given) ? 1 : -1000;
            }
        }

        return count;
    }

    private static int Names(SchemaView member, JsonElement value) =>
        value.EnumerateObject().Count(property => member.Declared(JsonText.NameOf(property)) is not null)
        - member.Required.Count(name => !JsonText.TryFind(value, name, out _));
}
