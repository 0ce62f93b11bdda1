namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Names in templates and rules, and default values, are checked whatever form the schema has that declares them.</summary>
public sealed class SchemaFormTests
{
    private const string Person = "type: object, additionalProperties: false, properties: { name: { type: string, default: none }, tags: { type: array, items: { type: object, properties: { label: { type: string } } } } }";

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

    [Theory]
    [MemberData(nameof(Forms))]
    public void ADefaultOfTheWrongTypeIsFound(string form, string schema)
    {
        Assert.NotEmpty(form);

        Assert.DoesNotContain(Read(schema, "{{ p.name }}").Diagnostics, static d => d.Code == "SK213");
        var found = Assert.Single(Read(schema.Replace("PERSON", Person.Replace("default: none", "default: 3", StringComparison.Ordinal), StringComparison.Ordinal), "{{ p.name }}").Diagnostics, static d => d.Code == "SK213");
        Assert.Contains("must be a string", found.Message, StringComparison.Ordinal);
        Assert.Equal("3", found.SourceLine!.Substring(found.Column - 1, found.Length));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void ARuleOverAMisspeltFieldIsFoundAndOneOverADeclaredFieldIsNot(string form, string schema)
    {
        Assert.NotEmpty(form);

        var found = Whole("output", schema, "rules:\n  - { type: required, fields: [p.nmae, p.name, 'p.tags[*].label', /p/tags/0/label] }\n").Diagnostics.Where(static d => d.Code == "SK210").ToList();

        Assert.Contains("'name'", Assert.Single(found).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void ADefaultForAMisspeltInputIsFound(string form, string schema)
    {
        Assert.NotEmpty(form);

        var found = Whole("input", schema, "", "  defaults: { q: { name: x }, p: { name: y } }\n").Diagnostics.Where(static d => d.Code == "SK216" || d.Code == "SK213").ToList();

        Assert.Contains("'q'", Assert.Single(found).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void AStepThatReadsAMisspeltOutputIsFound(string form, string schema)
    {
        Assert.NotEmpty(form);

        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(
            folder.Path,
            null,
            ("a.skill.yaml", Some.Skill("a", rest: "steps:\n  - { name: one, skill: b, inputs: {} }\noutput:\n  value: { all: '{{ steps.one.outputs.p.nmae }} {{ steps.one.outputs.p.name }}' }\n")),
            ("b.skill.yaml", Some.Skill("b", rest: $"prompt: Hi\noutput:\n  schema: {schema.Replace("PERSON", Person, StringComparison.Ordinal)}\n")));

        Assert.Contains("'name'", Assert.Single(catalog.Diagnostics, static d => d.Code == "SK517").Message, StringComparison.Ordinal);
    }

    private static SkillReadResult Whole(string section, string schema, string rest, string more = "") => Some.Reader().ReadText(
        "a.skill.yaml",
        $"skill: 1\nname: demo\nversion: 1.0.0\ndescription: A skill made to show one finding.\n{section}:\n  schema: {schema.Replace("PERSON", Person, StringComparison.Ordinal)}\n{more}{rest}prompt: Hi\n");

    private static SkillReadResult Read(string schema, string prompt) => Some.Reader().ReadText(
        "a.skill.yaml",
        $"skill: 1\nname: demo\nversion: 1.0.0\ndescription: A skill made to show one finding.\ninput:\n  schema: {schema.Replace("PERSON", Person, StringComparison.Ordinal)}\nprompt: '{prompt}'\n");
}
