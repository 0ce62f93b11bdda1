using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <summary>The sentences of errors: what was found, then what is allowed.</summary>
internal static class Messages
{
    private const int MostListed = 20;
    private const int MostOfCause = 300;

    public static string Type(JsonElement value, SchemaNode node) =>
        $"{Shortened.Of(value)} is {TypeNames.Of(value, node.LexicalIntegers)}, but must be {OneOf(TypeNames.Of(node.DeclaredTypes))}.";

    public static string Enum(JsonElement value, ValueSet values) =>
        $"{Shortened.Of(value)} is not one of {Listed(values)}.{Suggestion.For(value, values)}";

    public static string Const(JsonElement value, ValueSet values) => $"{Shortened.Of(value)} is not {Shortened.Of(values.Elements[0])}.";

    public static string Number(JsonElement value, string relation, ReadOnlySpan<byte> bound) =>
        $"{Shortened.Of(value)} {relation} {Encoding.UTF8.GetString(bound)}.";

    public static string TooShort(JsonElement value, ReadOnlySpan<byte> raw, long min) =>
        $"{Shortened.Of(value)} has {Characters(raw)}; at least {min} {Verb(min)} needed.";

    public static string TooLong(JsonElement value, ReadOnlySpan<byte> raw, long max) =>
        $"{Shortened.Of(value)} has {Characters(raw)}; at most {max} {Verb(max)} allowed.";

    public static string Pattern(JsonElement value, string pattern) => $"{Shortened.Of(value)} does not match the pattern {Cut(pattern)}.";

    public static string Format(JsonElement value, string format) => $"{Shortened.Of(value)} is not a valid {format}.";

    public static string Content(JsonElement value, bool decodes) =>
        decodes ? $"{Shortened.Of(value)} does not hold JSON." : $"{Shortened.Of(value)} is not base64.";

    public static string TooFewItems(int count, long min) => $"The array has {Items(count)}; at least {min} {Verb(min)} needed.";

    public static string TooManyItems(int count, long max) => $"The array has {Items(count)}; at most {max} {Verb(max)} allowed.";

    public static string Duplicate(int first, int second, JsonElement value) =>
        $"Items {first} and {second} are equal: {Shortened.Of(value)}; all items must differ.";

    public static string TooFewMatches(int found, long min, SchemaNode wanted) =>
        $"{Items(found)} of the array {(found == 1 ? "matches" : "match")} {Text(wanted)}; at least {min} {Verb(min)} needed.";

    public static string TooManyMatches(int found, long max, SchemaNode wanted) =>
        $"{Items(found)} of the array match {Text(wanted)}; at most {max} {Verb(max)} allowed.";

    public static string TooFewProperties(int count, long min) => $"The object has {Properties(count)}; at least {min} {Verb(min)} needed.";

    public static string TooManyProperties(int count, long max) => $"The object has {Properties(count)}; at most {max} {Verb(max)} allowed.";

    public static string Missing(ReadOnlySpan<byte> name) => $"The property {Name(name)} is missing.";

    public static string MissingBeside(ReadOnlySpan<byte> name, ReadOnlySpan<byte> trigger) =>
        $"The property {Name(name)} is missing; it is needed beside {Name(trigger)}.";

    public static string NotAllowed(string name, SchemaNode schema) =>
        $"The property \"{name}\" is not allowed.{Suggestion.ForName(name, schema)}";

    public static string Name(ReadOnlySpan<byte> raw, Trace? fault)
    {
        var reason = fault?.Keywords.Find(static keyword => !keyword.IsValid && keyword.Message is not null)?.Message;
        return $"The property name {Shortened.Quoted(raw)} is not allowed{(reason is null ? "." : ": " + reason)}";
    }

    public static string Not(JsonElement value, SchemaNode not) => $"{Shortened.Of(value)} must not match {Text(not)}.";

    /// <summary>Why a schema under <c>then</c> or <c>else</c> applies.</summary>
    public static string Condition(SchemaNode condition, bool holds) =>
        $" It is asked for because the value {(holds ? "matches" : "does not match")} {Text(condition)}.";

    public static string MoreThanOne(SchemaNode[] branches, SchemaNode[] passing) =>
        $"The value matches {passing.Length} of the {branches.Length} alternatives ({string.Join(", ", passing.Take(MostListed).Select(Name))}), but must match exactly one.";

    public static string Tag(TagFault fault)
    {
        var values = new ValueSet(fault.Tags);
        return fault.Value is { } value
            ? Enum(value, values)
            : $"The property \"{fault.Name}\" is missing; it says which alternative is meant: {Listed(values)}.";
    }

    public static string NoneHasTheTag(int count, SchemaError cause) => $"The value matches none of the {count} alternatives: {Cut(cause.ToString(), MostOfCause)}";

    public static string NoneMatches(int count, SchemaNode? nearest, IReadOnlyList<SchemaError> causes)
    {
        var text = $"The value matches none of the {count} alternatives";
        if (nearest is null)
        {
            return text + ".";
        }

        text += $"; the nearest is {Name(nearest)}";
        var leaves = causes.SelectMany(Leaves).Take(3).Select(static cause => Cut(cause.ToString(), MostOfCause)).ToList();
        return leaves.Count == 0 ? text + "." : $"{text}, where {string.Join(" ", leaves)}";
    }

    // Of a choice within a choice only the innermost fault is told.
    private static IEnumerable<SchemaError> Leaves(SchemaError error)
    {
        while (error.Causes is [var only])
        {
            error = only;
        }

        return error.Causes.Count == 0 ? [error] : error.Causes.Take(3);
    }

    /// <summary>What a schema calls itself: its title, the definition it refers to, or its place.</summary>
    private static string Name(SchemaNode branch)
    {
        if (branch.Element.ValueKind == JsonValueKind.Object && JsonText.TryFind(branch.Element, "title"u8, out var title) && title.ValueKind == JsonValueKind.String)
        {
            return $"{Shortened.Of(title)} ({branch.Step()})";
        }

        return branch.InPlace?.Ref is { Via: Keyword.Defs or Keyword.Definitions } target ? $"\"{target.Name}\" ({branch.Step()})" : branch.Step();
    }

    private static string Text(SchemaNode schema) => Cut(Shortened.OneLine(schema.Element), 100);

    private static string Listed(ValueSet values)
    {
        var allowed = string.Join(", ", values.Elements.Take(MostListed).Select(Shortened.Of));
        return values.Elements.Count > MostListed ? $"{allowed} or {values.Elements.Count - MostListed} others" : allowed;
    }

    private static string OneOf(IEnumerable<string> types)
    {
        var names = types.Select(static type => type switch
        {
            "object" or "array" or "integer" => "an " + type,
            "null" => type,
            _ => "a " + type,
        }).ToArray();
        return names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }

    private static string Cut(string text, int longest = 120) => text.Length <= longest ? text : text[..(longest - 1)] + "…";

    private static string Name(ReadOnlySpan<byte> name) => "\"" + Utf8Text.UnescapedToText(name) + "\"";

    private static string Verb(long count) => count == 1 ? "is" : "are";

    private static string Items(long count) => Shortened.Count(count, "item", "items");

    private static string Properties(long count) => Shortened.Count(count, "property", "properties");

    private static string Characters(ReadOnlySpan<byte> raw) => Shortened.Count(Utf8Text.CountCodePoints(raw), "character", "characters");
}
