using System.Text.Json;
using Skills.Engine.Serialization;
using Skills.Json;

namespace Skills.Engine.Rules;

/// <summary>The values a list rule compares: the items themselves, or what <c>by</c> names in each.</summary>
internal sealed class ListKeys(FieldPath? by)
{
    public static ListKeys Read(RuleParameters parameters) => new(parameters.Text("by") is { } by ? FieldPath.Parse(by) : null);

    /// <summary>An item's key; null when it has none.</summary>
    public JsonElement? Of(JsonElement item) => by is null ? item : by.Find(item) is [{ Value: { } key }, ..] ? key : null;
}

/// <summary><c>unique</c>: no two items of a list are equal, or equal in what <c>by</c> names.</summary>
internal sealed class UniqueRule(RuleFields fields, ListKeys keys) : FieldRule(fields)
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting) => new UniqueRule(RuleFields.Read(parameters, setting.Skill), ListKeys.Read(parameters));

    public override JsonElement? Fix(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return KnownJson.Element(value.EnumerateArray().Where(item => keys.Of(item) is not { } key || seen.Add(Canonical(key))));
    }

    protected override string? Judge(JsonElement value, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return $"must be an array; it is {JsonText.KindOf(value)}.";
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in value.EnumerateArray())
        {
            if (keys.Of(item) is { } key && !seen.Add(Canonical(key)))
            {
                return $"holds {JsonText.Of(key)} more than once.";
            }
        }

        return null;
    }

    private static string Canonical(JsonElement value) => CanonicalJson.GetString(value);
}

/// <summary><c>sorted</c>: the items of a list are in ascending or descending order; numbers by value, strings by their characters.</summary>
internal sealed class SortedRule(RuleFields fields, ListKeys keys, bool descending) : FieldRule(fields)
{
    public static IRule Read(RuleParameters parameters, RuleSetting setting) =>
        new SortedRule(RuleFields.Read(parameters, setting.Skill), ListKeys.Read(parameters), parameters.Word("order", "ascending", "ascending", "descending") == "descending");

    public override JsonElement? Fix(JsonElement value)
    {
        // Numbers and strings have no order among them.
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Select(item => keys.Of(item)?.ValueKind).Distinct().ToList() is not [JsonValueKind.Number or JsonValueKind.String])
        {
            return null;
        }

        var order = Comparer<JsonElement>.Create((a, b) => Compare(keys.Of(a)!.Value, keys.Of(b)!.Value) ?? 0);
        return KnownJson.Element(descending ? value.EnumerateArray().OrderDescending(order) : value.EnumerateArray().Order(order));
    }

    protected override string? Judge(JsonElement value, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return $"must be an array; it is {JsonText.KindOf(value)}.";
        }

        JsonElement? before = null;
        foreach (var item in value.EnumerateArray())
        {
            if (keys.Of(item) is not { } key || (before is { } last && Compare(last, key) is null))
            {
                return "holds values that have no order among them.";
            }

            if (before is { } earlier && (descending ? Compare(earlier, key) < 0 : Compare(earlier, key) > 0))
            {
                return $"is not {(descending ? "descending" : "ascending")}: {JsonText.Of(earlier)} comes before {JsonText.Of(key)}.";
            }

            before = key;
        }

        return null;
    }

    /// <summary>Which of two values comes first; null when they cannot be compared.</summary>
    internal static int? Compare(JsonElement a, JsonElement b) => (a.ValueKind, b.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => a.TryGetDecimal(out var x) && b.TryGetDecimal(out var y) ? x.CompareTo(y) : a.GetDouble().CompareTo(b.GetDouble()),
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(a.GetString(), b.GetString()),
        _ => null,
    };
}
