using System.Text.Json;
using Skills.Engine.Inputs;
using Skills.JsonSchema;

namespace Skills.Engine.Tests.Inputs;

public sealed class InputNamesTests
{
    [Theory]
    [InlineData("""{ "FirstName": 1 }""", """{ "properties": { "first_name": {} } }""", """{ "first_name": 1 }""")]
    [InlineData("""{ "FirstName": 1 }""", """{ "properties": { "firstName": {} } }""", """{ "firstName": 1 }""")]
    [InlineData("""{ "FirstName": 1 }""", """{ "properties": { "first-name": {} } }""", """{ "first-name": 1 }""")]
    [InlineData("""{ "FirstName": 1 }""", """{ "properties": { "FirstName": {}, "firstName": {} } }""", """{ "FirstName": 1 }""")]
    [InlineData("""{ "FirstName": 1, "firstName": 2 }""", """{ "properties": { "firstName": {} } }""", """{ "FirstName": 1, "firstName": 2 }""")]
    [InlineData("""{ "Other": 1 }""", """{ "properties": { "name": {} } }""", """{ "Other": 1 }""")]
    [InlineData("""{ "Items": [{ "UnitPrice": 1 }] }""", """{ "properties": { "items": { "items": { "properties": { "unit_price": {} } } } } }""", """{ "items": [{ "unit_price": 1 }] }""")]
    [InlineData("""{ "Name": 1 }""", "true", """{ "Name": 1 }""")]
    public void FitsNamesToWhatTheSchemaDeclares(string value, string schema, string expected)
    {
        var fitted = InputNames.Fit(JsonElement.Parse(value), SchemaView.Of(JsonElement.Parse(schema)));

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), fitted), fitted.GetRawText());
    }
}
