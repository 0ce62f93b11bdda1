namespace Skills.Engine.SkillFiles.Tests;

/// <summary>A name that a template misspells is found whatever form the schema has that declares it.</summary>
public sealed class SchemaFormTests
{
    private const string Person = "type: object, additionalProperties: false, properties: { name: { type: string }, tags: { type: array, items: { type: object, properties: { label: { type: string } } } } }";

    public static TheoryData<string, string> Forms => new()
    {
        { "inline", "{ type: object, properties: { p: { PERSON } } }" },
        { "#/$defs", "{ type: object, properties: { p: { $ref: '#/$defs/person' } }, $defs: { person: { PERSON } } }" },
        { "$anchor", "{ type: object, properties: { p: { $ref: '#person' } }, $defs: { x: { $anchor: person, PERSON } } }" },
        { "$id", "{ $id: 'https://example.org/a', type: object, properties: { p: { $ref: person } }, $defs: { x: { $id: 'https://example.org/person', PERSON } } }" },
        { "allOf", "{ type: object, properties: { p: { allOf: [{ PERSON }] } } }" },
        { "nullable anyOf", "{ type: object, properties: { p: { anyOf: [{ PERSON }, { type: 'null' }] } } }" },
        { "if and then", "{ type: object, properties: { kind: { type: string } }, if: { properties: { kind: { const: x } } }, then: { properties: { p: { PERSON } } } }" },
        { "recursive", "{ type: object, properties: { p: { $ref: '#/$defs/node' } }, $defs: { node: { PERSON, $comment: a list, anyOf: [{ properties: { next: { $ref: '#/$defs/node' } } }] } } }" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void AMisspeltNameIsFoundAndADeclaredOneIsNot(string form, string schema)
    {
        var result = Read(schema, "{{ p.nmae }} {{ p.name }} {% for t in p.tags %}{{ t.lable }}{{ t.label }}{% endfor %} {{ kind }}");

        var found = result.Diagnostics.Where(static d => d.Code == "SK204").Select(static d => d.Message).ToList();
        Assert.Contains(found, static m => m.Contains("'p.nmae'", StringComparison.Ordinal) && m.Contains("'name'", StringComparison.Ordinal));
        Assert.Contains(found, static m => m.Contains("lable", StringComparison.Ordinal));
        Assert.True(found.Count == (form == "if and then" ? 2 : 3), string.Join('\n', found));
    }

    private static SkillReadResult Read(string schema, string prompt) => Some.Reader().ReadText(
        "a.skill.yaml",
        $"skill: 1\nname: demo\nversion: 1.0.0\ndescription: A skill made to show one finding.\ninput:\n  schema: {schema.Replace("PERSON", Person, StringComparison.Ordinal)}\nprompt: '{prompt}'\n");
}
