namespace Skills.JsonSchema.Tests.Inspection;

public sealed class SubschemaTests
{
    private static readonly JsonSchemaValidator Order = Some.Schema("""
        {"$id":"https://example.org/order","type":"object","title":"Order","required":["id","note","lines"],
         "properties":{
           "id":{"type":["string","integer"],"format":"uuid","description":"Number"},
           "state":{"enum":["open","closed"],"default":"open"},
           "lines":{"type":"array","items":{"$ref":"#/$defs/line"},"prefixItems":[{"const":0}]}},
         "$defs":{"line":{"type":"object","properties":{"\u0061mount":{"minimum":1}},"additionalProperties":false}},
         "x-form":{"columns":2}}
        """);

    [Fact]
    public void ShowPropertiesInTheOrderWritten()
    {
        Assert.Equal(["id", "state", "lines"], Order.Root.Properties.Select(property => property.Name));
        Assert.Equal([true, false, true], Order.Root.Properties.Select(property => property.IsRequired));
        Assert.Equal(["id", "lines", "note"], Order.Root.Required.Order());
    }

    [Fact]
    public void ShowWhatKeywordsSay()
    {
        var properties = Order.Root.Properties.ToDictionary(property => property.Name, property => property.Schema);

        Assert.Equal("Order", Order.Root.Title);
        Assert.Equal(JsonSchemaTypes.String | JsonSchemaTypes.Integer, properties["id"].Types);
        Assert.Equal("uuid", properties["id"].Format);
        Assert.Equal(["open", "closed"], properties["state"].Enum.Select(value => value.GetString()));
        Assert.Equal("open", properties["state"].Default?.GetString());
        Assert.Equal(JsonSchemaTypes.Any, properties["state"].Types);
        Assert.Equal(2, Order.Root.Find("x-form")?.GetProperty("columns").GetInt32());
        Assert.Equal(0, properties["lines"].PrefixItems[0].Const?.GetInt32());
    }

    [Fact]
    public void FollowReferences()
    {
        var line = Order.Root.Properties[2].Schema.Items!.Reference!;

        Assert.Equal("https://example.org/order#/$defs/line", line.Location);
        Assert.Same(line, Order.Root.Subschemas.Single(schema => schema.Location == line.Location));
        Assert.Equal("amount", Assert.Single(line.Properties).Name);
        Assert.Equal(JsonSchemaTypes.None, line.AdditionalProperties!.Types);
    }
}
