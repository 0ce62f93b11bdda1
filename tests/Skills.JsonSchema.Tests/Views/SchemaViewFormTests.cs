namespace Skills.JsonSchema.Tests.Views;

/// <summary>One object in every form a schema can be written in: each must look the same through a view.</summary>
public sealed class SchemaViewFormTests
{
    private const string Person = """
        "type":"object","title":"A person","required":["first_name"],"additionalProperties":false,
        "properties":{"first_name":{"type":"string","minLength":1},"age":{"type":"integer","minimum":0,"default":18},"level":{"enum":["low","high"]}}
        """;

    public static TheoryData<string, string> Forms => new()
    {
        { "inline", """{"properties":{"person":{PERSON}}}""" },
        { "#/$defs", """{"properties":{"person":{"$ref":"#/$defs/person"}},"$defs":{"person":{PERSON}}}""" },
        { "a chain of references", """{"properties":{"person":{"$ref":"#/$defs/a"}},"$defs":{"a":{"$ref":"#/$defs/b"},"b":{PERSON}}}""" },
        { "$anchor", """{"properties":{"person":{"$ref":"#p"}},"$defs":{"person":{"$anchor":"p",PERSON}}}""" },
        { "$id", """{"$id":"https://example.org/a","properties":{"person":{"$ref":"person"}},"$defs":{"person":{"$id":"https://example.org/person",PERSON}}}""" },
        { "allOf", """{"properties":{"person":{"allOf":[{PERSON}]}}}""" },
        { "allOf and $ref", """{"properties":{"person":{"allOf":[{"$ref":"#/$defs/person"}],"description":"Who"}},"$defs":{"person":{PERSON}}}""" },
        { "nullable anyOf", """{"properties":{"person":{"anyOf":[{PERSON},{"type":"null"}]}}}""" },
        { "nullable oneOf and $ref", """{"properties":{"person":{"oneOf":[{"type":"null"},{"$ref":"#/$defs/person"}]}},"$defs":{"person":{PERSON}}}""" },
        { "if and then", """{"properties":{"kind":{}},"if":{"properties":{"kind":{"const":"x"}}},"then":{"properties":{"person":{PERSON}}}}""" },
        { "dependentSchemas", """{"properties":{"kind":{}},"dependentSchemas":{"kind":{"properties":{"person":{PERSON}}}}}""" },
        { "recursive", """{"$ref":"#/$defs/node","$defs":{"node":{"properties":{"next":{"$ref":"#/$defs/node"},"person":{PERSON}}}}}""" },
        { "$dynamicRef", """{"$id":"https://example.org/d","properties":{"person":{"$dynamicRef":"#p"}},"$defs":{"person":{"$dynamicAnchor":"p",PERSON}}}""" },
        { "draft 7", """{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"person":{"$ref":"#/definitions/person","title":"ignored"}},"definitions":{"person":{PERSON}}}""" },
        { "2019-09 $recursiveRef", """{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"properties":{"next":{"$recursiveRef":"#"},"person":{PERSON}}}""" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void ShowTheSameObject(string form, string schema)
    {
        var person = View(schema).Property("person")?.WithoutNull();

        Assert.True(person is not null, form);
        Assert.Equal(["first_name", "age", "level"], person.Properties.Select(property => property.Name));
        Assert.Equal([SchemaPresence.Required, SchemaPresence.Optional, SchemaPresence.Optional], person.Properties.Select(property => property.Presence));
        Assert.All(person.Properties, property => Assert.True(property.IsAlwaysDeclared));
        Assert.Equal(["first_name"], person.Required);
        Assert.Equal(JsonSchemaTypes.Object, person.Types);
        Assert.Equal("A person", person.Title);
        Assert.True(person.IsClosed);
        Assert.False(person.Takes("nmae"));
        Assert.Null(person.Property("nmae"));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void ShowTheSameProperties(string form, string schema)
    {
        var person = View(schema).Property("person");

        Assert.True(person is not null, form);
        Assert.Equal(JsonSchemaTypes.Integer, person.Property("age")?.Types);
        Assert.Equal(18, person.Property("age")?.Default?.GetInt32());
        Assert.Equal("0", person.Property("age")?.Minimum?.GetRawText());
        Assert.Equal(1, person.Property("first_name")?.MinLength);
        Assert.Equal(["low", "high"], person.Property("level")?.Enum?.Select(value => value.GetString()) ?? []);
        Assert.Equal(JsonSchemaTypes.String, person.Property("level")?.Types);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void AreTheSameObjectWhenTheyShowTheSamePlace(string form, string schema)
    {
        var root = View(schema);

        Assert.True(ReferenceEquals(root.Property("person"), root.Property("person")), form);
        Assert.Same(root.Property("person"), root.At("/person"));
        Assert.Same(root.Declared("person")?.View, root.Property("person"));
        Assert.Same(root.At("/person/age"), root.Property("person")?.Property("age"));
    }

    private static SchemaView View(string schema) => Some.Schema(schema.Replace("PERSON", Person, StringComparison.Ordinal)).View;
}
