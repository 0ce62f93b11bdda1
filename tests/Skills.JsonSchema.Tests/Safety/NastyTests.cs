using System.Text;

namespace Skills.JsonSchema.Tests.Safety;

/// <summary>The nastiest of what fuzzing and malice came up with; each must end soon, and the same through every door.</summary>
public sealed class NastyTests
{
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "a lone surrogate in every place a schema can have one", """{"$id":"\ud800","title":"\udc00","$defs":{"\ud800":{"enum":["\ud800"]}},"properties":{"\ud800":{"$ref":"#/$defs/\ud800"}},"required":["\ud800"]}""", """{"\ud800":"\ud800"}""", "error" },
        { "a lone surrogate as name and value", """{"properties":{"\ud800":{"enum":["\ud800"]}},"required":["\ud800"]}""", """{"\ud800":"\ud800"}""", "True" },
        { "lone surrogates in a failing instance", """{"additionalProperties":{"maxLength":0}}""", """{"\udfff\ud800":"\udfff\ud800"}""", "False" },
        { "a keyword that appears twice", """{"properties":{"a":{"type":"string"},"b":false},"properties":{"c":{"type":"string"}}}""", """{"c":1}""", "False" },
        { "a property that appears twice", """{"properties":{"a":{"type":"string"}}}""", """{"a":"x","a":1}""", "False" },
        { "a property that appears twice while another is missing", """{"required":["a","b"]}""", """{"a":1,"a":1}""", "False" },
        { "a property that appears twice while another is missing, beside a bound", """{"required":["a","b"],"minProperties":1}""", """{"a":1,"a":1}""", "False" },
        { "escaped keywords", """{"\u0074ype":"integer","\u0070roperties":{}}""", "\"x\"", "False" },
        { "a loop through anyOf", """{"anyOf":[{"type":"string"},{"$ref":"#"}]}""", "1", "error" },
        { "a loop through dependentSchemas", """{"dependentSchemas":{"a":{"$ref":"#"}}}""", """{"a":1}""", "error" },
        { "a loop through if", """{"if":{"$ref":"#/then"},"then":{"if":{"$ref":"#"}}}""", "1", "error" },
        { "a loop the dynamic scope closes", """{"$id":"http://x/","$ref":"a","$defs":{"r":{"$dynamicAnchor":"n","$ref":"a"},"a":{"$id":"a","$dynamicRef":"#n","$defs":{"d":{"$dynamicAnchor":"n"}}}},"$dynamicAnchor":"n"}""", "1", "error" },
        { "a scope that is entered again for the next item", """{"$id":"http://x/","items":{"$id":"s","anyOf":[{"type":"number"},{"$ref":"t"}],"$defs":{"n":{"$dynamicAnchor":"n","type":"string"}}},"$defs":{"t":{"$id":"t","type":"array","items":{"$dynamicRef":"#n"},"$defs":{"n":{"$dynamicAnchor":"n"}}}}}""", "[1,[1]]", "False" },
        { "a reference to a reference's value", """{"$ref":"#/$ref"}""", "1", "error" },
        { "a reference out of a list", """{"$ref":"#/allOf/00","allOf":[true]}""", "1", "error" },
        { "a reference with broken escapes", """{"$ref":"#/%zz~2/%"}""", "1", "error" },
        { "a reference into an enum", """{"$ref":"#/enum/0/x","enum":[{"x":{"type":"integer"}},1]}""", "1", "True" },
        { "numbers past every type", """{"multipleOf":1e-999999999999999999,"maximum":1e999999999999999999}""", "1e99999999999999999", "True" },
        { "a zero with an endless exponent", """{"const":0}""", "-0.000e999999999999999999999", "True" },
        { "unevaluated in unevaluated in unevaluated", """{"unevaluatedProperties":{"unevaluatedProperties":{"unevaluatedItems":false}},"anyOf":[{"properties":{"a":true}},{"patternProperties":{"b$":{"type":"array"}}}]}""", """{"a":1,"ab":[],"c":{"d":[[]]}}""", "False" },
        { "repetitions of repetitions", """{"pattern":"^(?:(?:(?:a{1,99}){1,99}){1,99}){1,99}$"}""", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "any" },
        { "look-around that backtracks without end", """{"pattern":"^(?=(a+)+$)b"}""", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"", "any" },
        { "a default that needs a default that needs a default", """{"$ref":"#/$defs/a","$defs":{"a":{"properties":{"x":{"$ref":"#/$defs/a","default":{}}}}}}""", "{}", "any" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void EndsSoon(string name, string schemaText, string instanceText, string expected)
    {
        string outcome;
        try
        {
            var schema = Some.Schema(schemaText);
            var instance = Some.Json(instanceText);
            var verdict = schema.IsValid(instance);
            Assert.Equal(verdict, schema.IsValid(Encoding.UTF8.GetBytes(instanceText)));
            Assert.Equal(verdict, schema.Validate(instance).IsValid);
            Assert.Equal(verdict, schema.Evaluate(instance, SchemaOutputFormat.Verbose).GetProperty("valid").GetBoolean());
            outcome = verdict.ToString();
            schema.ApplyDefaults(instance);
        }
        catch (JsonSchemaException)
        {
            outcome = "error";
        }

        Assert.True(expected == "any" || expected == outcome, $"{name}: {outcome}");
    }
}
