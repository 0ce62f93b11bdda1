using System.Text.Json;
using Skills.Tests;

namespace Skills.JsonSchema.Tests.Conformance;

public sealed class OutputSuiteTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("draft2019-09", JsonSchemaDraft.Draft201909)]
    [InlineData("draft2020-12", JsonSchemaDraft.Draft202012)]
    public void StandardOutputHasTheExpectedShape(string folder, JsonSchemaDraft draft)
    {
        var root = Path.Combine(Suites.PathOf("json-schema-test-suite"), "output-tests", folder);
        var options = new JsonSchemaOptions { DefaultDraft = draft };
        var shape = JsonElement.Parse(File.ReadAllBytes(Path.Combine(root, "output-schema.json")));
        options.Documents[shape.GetProperty("$id").GetString()!] = shape;

        var total = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "content"), "*.json"))
        {
            foreach (var group in JsonElement.Parse(File.ReadAllBytes(file)).EnumerateArray())
            {
                var schema = JsonSchemaValidator.Compile(group.GetProperty("schema"), options);
                foreach (var test in group.GetProperty("tests").EnumerateArray())
                {
                    foreach (var expected in test.GetProperty("output").EnumerateObject())
                    {
                        var format = Enum.Parse<SchemaOutputFormat>(expected.Name, ignoreCase: true);
                        var written = schema.Evaluate(test.GetProperty("data"), format);
                        var verdict = JsonSchemaValidator.Compile(expected.Value, options).Validate(written);
                        Assert.True(verdict.IsValid, $"{file}: {test.GetProperty("description")}\n{written}\n{verdict}");
                        total++;
                    }
                }
            }
        }

        output.WriteLine($"output-tests {folder}: {total}/{total}");
        Assert.True(total >= 4);
    }

    [Theory]
    [InlineData("draft2019-09", JsonSchemaDraft.Draft201909)]
    [InlineData("draft2020-12", JsonSchemaDraft.Draft202012)]
    public void EveryFormatKeepsToTheStandardsOwnSchema(string folder, JsonSchemaDraft draft)
    {
        var root = Path.Combine(Suites.PathOf("json-schema-test-suite"), "output-tests", folder);
        var shape = JsonSchemaValidator.Compile(JsonElement.Parse(File.ReadAllBytes(Path.Combine(root, "output-schema.json"))));
        var schema = Some.Schema(
            """
            {"title":"T","properties":{"a":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/n"}]},"b":{"items":{"minimum":3}}},
             "$defs":{"n":{"type":"number","description":"D"}},"required":["c"]}
            """,
            new JsonSchemaOptions { DefaultDraft = draft });

        foreach (var format in Enum.GetValues<SchemaOutputFormat>())
        {
            foreach (var instance in new[] { """{"a":1,"b":[3,4],"c":0}""", """{"a":"x","b":[1,2]}""", "3" })
            {
                var written = schema.Evaluate(Some.Json(instance), format);
                Assert.True(shape.IsValid(written), $"{format} {written}\n{shape.Validate(written)}");
                Assert.Equal(schema.IsValid(Some.Json(instance)), written.GetProperty("valid").GetBoolean());
            }
        }
    }
}
