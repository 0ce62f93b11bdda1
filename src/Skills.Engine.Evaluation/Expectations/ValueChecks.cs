using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Engine.Rules;
using Skills.JsonSchema;

namespace Skills.Engine.Evaluation.Expectations;

/// <summary>The checks on one value of the outputs, by their words. Each returns null when it holds.</summary>
internal static class ValueChecks
{
    private const double DefaultSimilarity = 0.8;

    public static IReadOnlyDictionary<string, Func<JsonElement?, JsonElement, Mismatch?>> All { get; } =
        new Dictionary<string, Func<JsonElement?, JsonElement, Mismatch?>>(StringComparer.Ordinal)
        {
            ["equals"] = static (got, wanted) => got is { } value && JsonElement.DeepEquals(value, wanted) ? null : new(Shown.Of(wanted), Shown.Of(got)),
            ["contains"] = static (got, wanted) => Contains(got, wanted) ? null : new($"contains {Shown.Of(wanted)}", Shown.Of(got)),
            ["contains-all"] = static (got, wanted) => Missing(got, wanted) is [] ? null : new($"contains all of {Shown.Of(wanted)}", Shown.Of(got)),
            ["contains-any"] = static (got, wanted) => Missing(got, wanted).Count < Items("contains-any", wanted).Count ? null : new($"contains any of {Shown.Of(wanted)}", Shown.Of(got)),
            ["icontains"] = static (got, wanted) => TextOf(got)?.Contains(Word("icontains", wanted), StringComparison.OrdinalIgnoreCase) == true ? null : new($"contains {Shown.Of(wanted)} without regard to case", Shown.Of(got)),
            ["starts-with"] = static (got, wanted) => TextOf(got)?.StartsWith(Word("starts-with", wanted), StringComparison.Ordinal) == true ? null : new($"starts with {Shown.Of(wanted)}", Shown.Of(got)),
            ["ends-with"] = static (got, wanted) => TextOf(got)?.EndsWith(Word("ends-with", wanted), StringComparison.Ordinal) == true ? null : new($"ends with {Shown.Of(wanted)}", Shown.Of(got)),
            ["matches"] = static (got, wanted) => Matches("matches", got, wanted),
            ["regex"] = static (got, wanted) => Matches("regex", got, wanted),
            ["length"] = Length,
            ["similar"] = Similar,
            ["gt"] = static (got, wanted) => Compare("gt", got, wanted),
            ["gte"] = static (got, wanted) => Compare("gte", got, wanted),
            ["lt"] = static (got, wanted) => Compare("lt", got, wanted),
            ["lte"] = static (got, wanted) => Compare("lte", got, wanted),
            ["in"] = static (got, wanted) => got is { } value && Items("in", wanted).Any(i => JsonElement.DeepEquals(i, value)) ? null : new($"one of {Shown.Of(wanted)}", Shown.Of(got)),
            ["type"] = Type,
            ["exists"] = static (got, wanted) => got.HasValue == Flag("exists", wanted) ? null : new(Flag("exists", wanted) ? "present" : "absent", Shown.Of(got)),
            ["schema"] = Schema,
        };

    /// <summary>The words that compare texts. Of a text skill they see the text, not the object around it.</summary>
    public static IReadOnlySet<string> OfTexts { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "equals", "contains", "contains-all", "contains-any", "icontains", "starts-with", "ends-with", "matches", "regex", "length", "similar", "in", "is-json", "judge",
    };

    /// <summary>Returns the text of a string, or any other value as JSON.</summary>
    public static string? TextOf(JsonElement? got) => got switch
    {
        null or { ValueKind: JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => JsonSerializer.Serialize(other, ShownContext.Default.JsonElement),
    };

    public static bool Flag(string check, JsonElement wanted) => wanted.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new ExpectationException($"'{check}' needs true or false. It has {Shown.Of(wanted)}."),
    };

    public static string Word(string check, JsonElement wanted) => wanted.ValueKind switch
    {
        JsonValueKind.String => wanted.GetString()!,
        JsonValueKind.Number => wanted.GetRawText(),
        _ => throw new ExpectationException($"'{check}' needs a text. It has {Shown.Of(wanted)}."),
    };

    /// <summary>Returns the entries of a list, or the one value.</summary>
    public static IReadOnlyList<JsonElement> Items(string check, JsonElement wanted) => wanted.ValueKind == JsonValueKind.Array
        ? wanted.GetArrayLength() > 0 ? [.. wanted.EnumerateArray()] : throw new ExpectationException($"'{check}' needs at least one entry.")
        : [wanted];

    private static bool Contains(JsonElement? got, JsonElement wanted) => got switch
    {
        null => false,
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().Any(i => JsonElement.DeepEquals(i, wanted)) => true,
        { ValueKind: JsonValueKind.Object } map when wanted.ValueKind == JsonValueKind.Object =>
            wanted.EnumerateObject().All(m => map.TryGetProperty(m.Name, out var value) && JsonElement.DeepEquals(value, m.Value)),
        _ when wanted.ValueKind is JsonValueKind.Object or JsonValueKind.Array => false,
        _ => TextOf(got)!.Contains(Word("contains", wanted), StringComparison.Ordinal),
    };

    private static List<JsonElement> Missing(JsonElement? got, JsonElement wanted) => [.. Items("contains-all", wanted).Where(w => !Contains(got, w))];

    private static Mismatch? Matches(string check, JsonElement? got, JsonElement wanted)
    {
        try
        {
            var regex = RegexRule.Compile(Word(check, wanted), RegexOptions.CultureInvariant);
            return TextOf(got) is { } text && regex.IsMatch(text) ? null : new($"matches {Shown.Of(wanted)}", Shown.Of(got));
        }
        catch (RuleFormatException wrong)
        {
            throw new ExpectationException(wrong.Message);
        }
        catch (RegexMatchTimeoutException)
        {
            return new($"matches {Shown.Of(wanted)}", "a text that could not be matched in time. Simplify the pattern.");
        }
    }

    private static Mismatch? Length(JsonElement? got, JsonElement wanted)
    {
        var bound = Bound.Read("length", wanted, "equals");
        int? length = got switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString()!.EnumerateRunes().Count(),
            { ValueKind: JsonValueKind.Array } list => list.GetArrayLength(),
            { ValueKind: JsonValueKind.Object } map => map.GetPropertyCount(),
            _ => null,
        };
        return length is null ? new("a text, list or object", Shown.Of(got)) : bound.Check(length.Value) is { } broken ? broken with { Expected = "length " + broken.Expected } : null;
    }

    private static Mismatch? Similar(JsonElement? got, JsonElement wanted)
    {
        var (to, least) = wanted.ValueKind == JsonValueKind.Object
            ? (wanted.TryGetProperty("to", out var t) ? Word("similar", t) : throw new ExpectationException("'similar' needs 'to', and may have 'min' from 0 to 1."),
               wanted.TryGetProperty("min", out var m) ? m.GetDouble() : DefaultSimilarity)
            : (Word("similar", wanted), DefaultSimilarity);
        var alike = TextOf(got) is { } text ? Math.Round(SimilarityRule.Of(text, to), 3) : 0;
        return alike >= least ? null : new(FormattableString.Invariant($"like {Shown.Of(to)} by ≥ {least}"), FormattableString.Invariant($"{Shown.Of(got)} (alike by {alike})"), Score: alike);
    }

    private static Mismatch? Compare(string check, JsonElement? got, JsonElement wanted)
    {
        var bound = Bound.Read(check, JsonElement.Parse($$"""{"{{check}}":{{wanted.GetRawText()}}}"""), check);
        return got is { } value && Bound.Number(value) is { } number
            ? bound.Check(number)
            : new($"a number {(check[0] == 'g' ? ">" : "<")}{(check.Length == 3 ? "=" : "")} {Shown.Of(wanted)}", Shown.Of(got));
    }

    private static Mismatch? Type(JsonElement? got, JsonElement wanted)
    {
        var types = Items("type", wanted).Select(static w => Word("type", w)).ToList();
        return types.Any(t => Is(got, t)) ? null : new(string.Join(" or ", types), got is { } value ? JsonText.KindOf(value) : "absent");
    }

    private static bool Is(JsonElement? got, string type) => type switch
    {
        "string" => got?.ValueKind == JsonValueKind.String,
        "number" => got?.ValueKind == JsonValueKind.Number,
        "integer" => got is { } value && JsonText.IsInteger(value),
        "boolean" => got?.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => got?.ValueKind == JsonValueKind.Array,
        "object" => got?.ValueKind == JsonValueKind.Object,
        "null" => got?.ValueKind == JsonValueKind.Null,
        _ => throw new ExpectationException($"'{type}' is not a type. Use string, number, integer, boolean, array, object or null."),
    };

    private static Mismatch? Schema(JsonElement? got, JsonElement wanted)
    {
        if (got is not { } value)
        {
            return new("a value that satisfies the schema", "absent");
        }

        try
        {
            var result = JsonSchemaValidator.Compile(wanted).Validate(value);
            return result.IsValid ? null : new("a value that satisfies the schema", Shown.Cut($"{Shown.Of(got)}: {result.Errors[0].Message}"));
        }
        catch (JsonSchemaException wrong)
        {
            throw new ExpectationException($"'schema' is not a valid JSON Schema: {wrong.Message}");
        }
    }
}
