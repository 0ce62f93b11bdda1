namespace Skills.JsonSchema.Tests.Views;

public sealed class SchemaViewTests
{
    [Fact]
    public void ARecursiveSchemaLeadsBackToTheSameView()
    {
        var root = View("""{"$ref":"#/$defs/node","$defs":{"node":{"properties":{"left":{"$ref":"#/$defs/node"},"right":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}}}}}""");
        var left = root.Property("left")!;

        Assert.Same(left, left.Property("left"));
        Assert.Same(left.Property("right"), left.Property("right")!.WithoutNull().Property("right"));
        Assert.True(root.IsRecursive);
        Assert.False(View("""{"properties":{"a":{"type":"string"}}}""").IsRecursive);
    }

    [Fact]
    public void AlternativesThatAllTakeOnlyNullStay()
    {
        var view = View("""{"anyOf":[{"type":"null","title":"a"},{"type":"null","title":"b"}]}""");

        Assert.Same(view, view.WithoutNull());
    }

    [Fact]
    public void ADynamicReferenceLeadsToTheAnchorOfTheRoot()
    {
        var root = View("""
            {"$id":"https://example.org/strings","$ref":"list","$defs":{
              "item":{"$dynamicAnchor":"item","type":"string"},
              "list":{"$id":"list","type":"array","items":{"$dynamicRef":"#item"},"$defs":{"any":{"$dynamicAnchor":"item"}}}}}
            """);

        Assert.Equal(JsonSchemaTypes.String, root.Items?.Types);
    }

    [Fact]
    public void SchemasThatAlwaysApplyAreJoined()
    {
        var view = View("""
            {"type":["string","null"],"minLength":2,"allOf":[{"type":["string","integer"],"minLength":5,"maxLength":9,"pattern":"^a"},{"maxLength":7,"pattern":"z$"}]}
            """);

        Assert.Equal(JsonSchemaTypes.String, view.Types);
        Assert.Equal((5, 7), (view.MinLength, view.MaxLength));
        Assert.Equal(["^a", "z$"], view.Patterns);
        Assert.False(view.AllowsNull);
    }

    [Fact]
    public void TheTightestBoundCounts()
    {
        var view = View("""{"minimum":1,"maximum":10.5,"allOf":[{"minimum":1e1,"exclusiveMaximum":20},{"maximum":10.50},{"maximum":11}]}""");

        Assert.Equal("1e1", view.Minimum?.GetRawText());
        Assert.Equal(10.5m, view.Maximum?.GetDecimal());
        Assert.Equal("20", view.ExclusiveMaximum?.GetRawText());
        Assert.Null(view.ExclusiveMinimum);
    }

    [Theory]
    [InlineData("""{"enum":[1,2,"a"],"allOf":[{"enum":[2.0,"a",3]}]}""", "2,\"a\"")]
    [InlineData("""{"anyOf":[{"const":"a"},{"enum":["b","a"]}]}""", "\"a\",\"b\"")]
    [InlineData("""{"anyOf":[{"enum":["a"]},{"type":"null"}]}""", "\"a\",null")]
    [InlineData("""{"type":"string","enum":["a",null,1]}""", "\"a\"")]
    [InlineData("""{"enum":["a","b"],"anyOf":[{"type":"string"},{"type":"integer"}]}""", "\"a\",\"b\"")]
    [InlineData("""{"anyOf":[{"const":"a"},{"type":"string"}]}""", null)]
    [InlineData("""{"not":{"const":"a"}}""", null)]
    [InlineData("""{"if":{"const":1},"then":{"enum":[1]},"else":{"enum":[2]}}""", "1,2")]
    [InlineData("""{"if":{"const":1},"then":{"enum":[1]}}""", null)]
    public void ListedValuesAreJoinedAndUnited(string schema, string? expected)
    {
        var values = View(schema).Enum;

        Assert.Equal(expected, values is null ? null : string.Join(',', values.Select(value => value.GetRawText())));
    }

    [Theory]
    [InlineData("""{"type":["string","null"]}""", true)]
    [InlineData("""{"type":["string","null"],"enum":["a"]}""", false)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", true)]
    [InlineData("""{"oneOf":[{"type":"string"},{"$ref":"#/$defs/n"}],"$defs":{"n":{"enum":[null]}}}""", true)]
    [InlineData("""{"type":"string","anyOf":[{"minLength":1},{"type":"null"}]}""", false)]
    [InlineData("{}", true)]
    [InlineData("false", false)]
    public void TellWhetherNullMayStandThere(string schema, bool expected) => Assert.Equal(expected, View(schema).AllowsNull);

    [Fact]
    public void APropertyOfSeveralSchemasHasOneView()
    {
        var view = View("""
            {"properties":{"a":{"type":["string","integer"]},"x":true},
             "patternProperties":{"^a":{"minLength":3}},
             "allOf":[{"properties":{"a":{"type":"string","title":"A"}},"required":["a"]}]}
            """);
        var a = view.Declared("a")!;

        Assert.Equal(["a", "x"], view.Properties.Select(property => property.Name));
        Assert.Equal(SchemaPresence.Required, a.Presence);
        Assert.Equal((JsonSchemaTypes.String, "A", 3), (a.View.Types, a.View.Title, a.View.MinLength));
        Assert.Equal(3, view.Property("ab")?.MinLength);
        Assert.Null(view.Property("b"));
        Assert.True(view.Takes("b"));
    }

    [Fact]
    public void PropertiesOfAlternativesAreShownWithWhereTheyStand()
    {
        var view = View("""
            {"properties":{"kind":{"type":"string"}},"oneOf":[
              {"properties":{"kind":{"const":"circle"},"radius":{"type":"number"}},"required":["kind","radius"]},
              {"properties":{"kind":{"const":"square"},"side":{"type":"number"}},"required":["kind"]}]}
            """);
        var properties = view.Properties.ToDictionary(property => property.Name);

        Assert.Equal(["kind", "radius", "side"], view.Properties.Select(property => property.Name));
        Assert.Equal([true, false, false], view.Properties.Select(property => property.IsAlwaysDeclared));
        Assert.Equal([SchemaPresence.Required, SchemaPresence.SometimesRequired, SchemaPresence.Optional], view.Properties.Select(property => property.Presence));
        Assert.Equal(["circle", "square"], properties["kind"].View.Enum?.Select(value => value.GetString()) ?? []);
        Assert.Equal(JsonSchemaTypes.Number | JsonSchemaTypes.Integer, properties["radius"].View.Types);
        Assert.Equal("kind", view.Discriminator);
    }

    [Fact]
    public void AnAlternativeIsJoinedWithWhatStandsBesideIt()
    {
        var view = View("""
            {"type":"object","properties":{"name":{"type":"string"}},"anyOf":[{"properties":{"a":{"type":"integer"}}},{"properties":{"b":{"type":"boolean"}}}],
             "oneOf":[{"required":["a"]},{"required":["b"]}]}
            """);

        Assert.Equal(2, view.Alternatives.Count);
        Assert.Equal(["name", "a"], view.Alternatives[0].Properties.Select(property => property.Name));
        Assert.Equal([["a"], ["b"]], view.Alternatives[0].Alternatives.Select(alternative => alternative.Required));
        Assert.Empty(view.Alternatives[0].Alternatives[0].Alternatives);
        Assert.Same(view.Alternatives[0], view.Alternatives[0]);
    }

    [Theory]
    [InlineData("""{"kind":"square","radius":1}""", "side")]
    [InlineData("""{"kind":"circle"}""", "radius")]
    [InlineData("""{"radius":1}""", "radius")]
    [InlineData("""{"side":"?"}""", "side")]
    [InlineData("\"text\"", null)]
    public void TheClosestAlternativeIsFound(string value, string? expected)
    {
        var view = View("""
            {"anyOf":[
              {"type":"object","properties":{"kind":{"const":"circle"},"radius":{"type":"number"}},"required":["radius"]},
              {"type":"object","properties":{"kind":{"const":"square"},"side":{"type":"number"}},"required":["side"]},
              {"type":"string"}]}
            """);

        Assert.Equal(expected, view.AlternativeFor(Some.Json(value))?.Properties.ElementAtOrDefault(1)?.Name);
    }

    [Fact]
    public void OfAlternativesAValueIsAsCloseToTheFirstCounts()
    {
        var view = View("""{"anyOf":[{"title":"first","type":"string"},{"title":"second","type":"string"}]}""");

        Assert.Equal("first", view.AlternativeFor(Some.Json("\"x\""))?.Title);
    }

    [Theory]
    [InlineData("""{"country":"US","zip":1}""", "^[0-9]{5}$")]
    [InlineData("""{"country":"CA"}""", "^[A-Z]")]
    public void ConditionsAreDecidedByTheValue(string value, string expected)
    {
        var view = View("""
            {"properties":{"country":{"type":"string"},"zip":{"type":"string"}},
             "if":{"properties":{"country":{"const":"US"}}},
             "then":{"properties":{"zip":{"pattern":"^[0-9]{5}$"}}},"else":{"properties":{"zip":{"pattern":"^[A-Z]"}}}}
            """);

        Assert.Equal(expected, view.For(Some.Json(value)).Property("zip")?.Pattern);
        Assert.Null(view.Property("zip")?.Pattern);
        Assert.Equal(2, view.Conditions.Count);
    }

    [Fact]
    public void DependentSchemasApplyWhenThePropertyIsThere()
    {
        var view = View("""{"properties":{"card":{"type":"string"}},"dependentSchemas":{"card":{"required":["address"],"properties":{"address":{"type":"string"}}}},"dependentRequired":{"card":["name"]}}""");

        Assert.Equal(["address"], view.For(Some.Json("""{"card":"1"}""")).Required);
        Assert.Empty(view.For(Some.Json("{}")).Required);
        Assert.Equal(SchemaPresence.SometimesRequired, view.Declared("address")?.Presence);
        Assert.Equal(JsonSchemaTypes.String, view.Property("address")?.Types);
    }

    [Fact]
    public void ClosedAlternativesSayNothingOfEachOthersProperties()
    {
        var view = View("""
            {"anyOf":[{"properties":{"a":{"type":"string"}},"additionalProperties":false},{"properties":{"b":{"type":"integer"}},"additionalProperties":false}]}
            """);

        Assert.True(view.IsClosed);
        Assert.Equal(JsonSchemaTypes.String, view.Property("a")?.Types);
        Assert.Equal(JsonSchemaTypes.Integer, view.Property("b")?.Types);
        Assert.Null(view.Property("c"));
        Assert.False(view.Takes("c"));
    }

    [Theory]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", "anything", JsonSchemaTypes.Integer | JsonSchemaTypes.None)]
    [InlineData("""{"properties":{"a":{}},"unevaluatedProperties":{"type":"string"}}""", "b", JsonSchemaTypes.String)]
    [InlineData("""{"allOf":[{"additionalProperties":{"type":["integer","string"]}},{"properties":{"a":{"type":["string","null"]}}}]}""", "a", JsonSchemaTypes.String)]
    [InlineData("""{"properties":{"a":{"type":"string"}},"additionalProperties":{"type":"null"}}""", "a", JsonSchemaTypes.String)]
    public void OtherPropertiesAreWhatTheSchemaSaysOfOthers(string schema, string name, JsonSchemaTypes expected) =>
        Assert.Equal(expected, View(schema).Property(name)?.Types);

    [Fact]
    public void ItemsAreSeenByPosition()
    {
        var view = View("""{"prefixItems":[{"type":"string"},{"type":"integer"}],"items":{"type":"null"},"allOf":[{"items":{"type":["string","null"]}}]}""");

        Assert.Equal([JsonSchemaTypes.String, JsonSchemaTypes.None], view.PrefixItems.Select(item => item.Types));
        Assert.Equal(JsonSchemaTypes.Null, view.Items?.Types);
        Assert.Equal(JsonSchemaTypes.Null, view.Item(7)?.Types);
        Assert.Same(view.Items, view.Item(2));
        Assert.Null(View("{}").Items);
    }

    [Fact]
    public void APointerLeadsToThePlaceOfAValue()
    {
        var view = View("""{"properties":{"a/b":{"items":{"properties":{"0":{"type":"string"}}}}},"additionalProperties":false}""");

        Assert.Equal(JsonSchemaTypes.String, view.At("/a~1b/3/0")?.Types);
        Assert.Same(view, view.At(""));
        Assert.Null(view.At("/c"));
    }

    [Fact]
    public void AnnotationsComeFromThePlaceBeforeWhatItRefersTo()
    {
        var view = View("""{"$ref":"#/$defs/a","description":"here","$defs":{"a":{"title":"there","description":"there","x-hint":[1],"allOf":[{"x-hint":[2]}]}}}""");

        Assert.Equal(("there", "here"), (view.Title, view.Description));
        Assert.Equal("[1]", view.Find("x-hint")?.GetRawText());
        Assert.Equal(["[1]", "[2]"], view.FindAll("x-hint").Select(value => value.GetRawText()));
        Assert.Null(view.Find("x-other"));
    }

    [Fact]
    public void MergedViewsAreBounded()
    {
        var choices = string.Join(',', Enumerable.Range(0, 14).Select(i => Two($"a{i}", $"b{i}")));
        var open = new Stack<SchemaView>([View($$"""{"allOf":[{{choices}}]}""")]);
        var seen = new HashSet<SchemaView>(ReferenceEqualityComparer.Instance);
        while (open.TryPop(out var view))
        {
            if (seen.Add(view))
            {
                foreach (var alternative in view.Alternatives)
                {
                    open.Push(alternative);
                }
            }
        }

        Assert.InRange(seen.Count, 1_000, 5_000);
    }

    [Fact]
    public void ViewsAreTheSameFromEveryThread()
    {
        var root = View("""{"allOf":[{"properties":{"a":{"type":"string"}}},{"properties":{"a":{"minLength":1}}}],"properties":{"a":{"maxLength":2}}}""");
        var views = new SchemaView?[64];

        Parallel.For(0, views.Length, i => views[i] = root.Property("a"));

        Assert.Single(views.Distinct(ReferenceEqualityComparer.Instance));
    }

    private static string Two(string first, string second) => """{"oneOf":[{"required":["FIRST"]},{"required":["SECOND"]}]}"""
        .Replace("FIRST", first, StringComparison.Ordinal).Replace("SECOND", second, StringComparison.Ordinal);

    private static SchemaView View(string schema) => Some.Schema(schema).View;
}
