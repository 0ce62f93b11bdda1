using System.Text.Json;

namespace Skills.Engine.Providers.Tests.Lowering;

/// <summary>110 schemas: ten kinds of a value, each written in eleven forms.</summary>
internal static class SchemaSet
{
    /// <summary>Kinds: a schema, a valid value, an invalid one, and the keyword that the invalid one breaks.</summary>
    private static readonly (string Name, string Schema, string Valid, string Invalid, string Keyword)[] Kinds =
    [
        ("text", """ "type":"string","minLength":2 """, "\"ab\"", "\"a\"", "minLength"),
        ("integer", """ "type":"integer","minimum":1,"maximum":9 """, "3", "99", "maximum"),
        ("enum", """ "enum":["low","high"] """, "\"low\"", "\"mid\"", "enum"),
        ("const", """ "const":"a" """, "\"a\"", "\"b\"", "const"),
        ("list", """ "type":"array","items":{"type":"string"},"maxItems":2 """, """["x"]""", """["x","y","z"]""", "maxItems"),
        ("object", """ "type":"object","properties":{"first_name":{"type":"string"},"age":{"type":"integer"}},"required":["first_name"],"additionalProperties":false """,
            """{"first_name":"A"}""", """{"first_name":1}""", "type"),
        ("nullable", """ "type":["string","null"] """, "null", "5", "type"),
        ("number", """ "type":"number","multipleOf":0.5 """, "1.5", "1.3", "multipleOf"),
        ("date", """ "type":"string","format":"date","pattern":"^2" """, "\"2026-01-01\"", "\"1926-01-01\"", "pattern"),
        ("union", """ "anyOf":[{"type":"string"},{"type":"integer"}] """, "\"a\"", "true", "anyOf"),
    ];

    /// <summary>Forms: a schema and a value around a kind. <c>KIND</c> stands for its keywords, <c>VALUE</c> for its value.</summary>
    private static readonly (string Name, string Schema, string Value)[] Forms =
    [
        ("inline", """{"type":"object","properties":{"p":{KIND},"q":{"type":"boolean"}},"required":["p"]}""", """{"p":VALUE}"""),
        ("#/$defs", """{"type":"object","properties":{"p":{"$ref":"#/$defs/kind","description":"The one."}},"required":["p"],"$defs":{"kind":{KIND}}}""", """{"p":VALUE}"""),
        ("$anchor", """{"type":"object","properties":{"p":{"$ref":"#k"},"q":{"$ref":"#k"}},"required":["p","q"],"$defs":{"kind":{"$anchor":"k",KIND}}}""", """{"p":VALUE,"q":VALUE}"""),
        ("$id", """{"$id":"https://example.org/a","type":"object","properties":{"p":{"$ref":"kind"}},"required":["p"],"$defs":{"kind":{"$id":"kind",KIND}}}""", """{"p":VALUE}"""),
        ("allOf of one", """{"type":"object","properties":{"p":{"allOf":[{"$ref":"#/$defs/kind"}],"description":"The one."}},"required":["p"],"$defs":{"kind":{KIND}}}""", """{"p":VALUE}"""),
        ("allOf of objects", """{"type":"object","allOf":[{"properties":{"p":{KIND}},"required":["p"]},{"properties":{"q":{"type":"boolean"}},"required":["q"]}]}""", """{"p":VALUE,"q":true}"""),
        ("nullable anyOf", """{"type":"object","properties":{"p":{"anyOf":[{"$ref":"#/$defs/kind"},{"type":"null"}],"default":null}},"required":["p"],"$defs":{"kind":{KIND}}}""", """{"p":VALUE}"""),
        ("if and then", """{"type":"object","properties":{"k":{"enum":["x","y"]}},"required":["k"],"if":{"properties":{"k":{"const":"x"}}},"then":{"properties":{"p":{KIND}},"required":["p"]}}""", """{"k":"x","p":VALUE}"""),
        ("recursive", """{"type":"object","properties":{"p":{KIND},"next":{"$ref":"#"}},"required":["p"]}""", """{"p":VALUE,"next":{"p":VALUE}}"""),
        ("draft 7", """{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"p":{"$ref":"#/definitions/kind","title":"ignored"}},"required":["p"],"definitions":{"kind":{KIND}}}""", """{"p":VALUE}"""),
        ("a list at the root", """{"type":"array","items":{"$ref":"#/$defs/kind"},"$defs":{"kind":{KIND}}}""", """[VALUE,VALUE]"""),
    ];

    public static IReadOnlyList<SchemaCase> All { get; } = [.. Forms.SelectMany(static form => Kinds.Select(kind => new SchemaCase(
        $"{kind.Name}, {form.Name}",
        JsonElement.Parse(form.Schema.Replace("KIND", kind.Schema, StringComparison.Ordinal)),
        JsonElement.Parse(form.Value.Replace("VALUE", kind.Valid, StringComparison.Ordinal)),
        JsonElement.Parse(form.Value.Replace("VALUE", kind.Invalid, StringComparison.Ordinal)),
        kind.Keyword)))];
}

/// <summary>One schema of the set.</summary>
/// <param name="Name">Its kind and form.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Valid">A valid value.</param>
/// <param name="Invalid">An invalid value.</param>
/// <param name="Keyword">The keyword that the invalid value breaks.</param>
internal sealed record SchemaCase(string Name, JsonElement Schema, JsonElement Valid, JsonElement Invalid, string Keyword);
