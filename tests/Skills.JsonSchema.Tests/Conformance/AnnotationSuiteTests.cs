using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.Tests;

namespace Skills.JsonSchema.Tests.Conformance;

public sealed class AnnotationSuiteTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(JsonSchemaDraft.Draft4, 4)]
    [InlineData(JsonSchemaDraft.Draft6, 6)]
    [InlineData(JsonSchemaDraft.Draft7, 7)]
    [InlineData(JsonSchemaDraft.Draft201909, 2019)]
    [InlineData(JsonSchemaDraft.Draft202012, 2020)]
    public void AnnotationsAppearWhereTheyShouldAndNowhereElse(JsonSchemaDraft draft, int release)
    {
        var total = 0;
        var failures = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Suites.PathOf("json-schema-test-suite"), "annotations", "tests"), "*.json"))
        {
            foreach (var test in JsonElement.Parse(File.ReadAllBytes(file)).GetProperty("suite").EnumerateArray())
            {
                if (!test.TryGetProperty("compatibility", out var range) || Includes(range.GetString()!, release))
                {
                    total += Run(test, draft, failures);
                }
            }
        }

        output.WriteLine($"annotations {draft}: {total - failures.Count}/{total}");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(total > 10);
    }

    private static int Run(JsonElement test, JsonSchemaDraft draft, List<string> failures)
    {
        var options = new JsonSchemaOptions { DefaultDraft = draft };
        if (test.TryGetProperty("externalSchemas", out var others))
        {
            foreach (var other in others.EnumerateObject())
            {
                options.Documents[other.Name] = other.Value;
            }
        }

        var total = 0;
        var schema = JsonSchemaValidator.Compile(test.GetProperty("schema"), options);
        foreach (var run in test.GetProperty("tests").EnumerateArray())
        {
            var annotations = schema.Annotate(run.GetProperty("instance"));
            foreach (var assertion in run.GetProperty("assertions").EnumerateArray())
            {
                total++;
                var expected = Lines(assertion.GetProperty("expected").EnumerateObject().Select(entry => (Canonical(schema, entry.Name), entry.Value)));
                var keyword = assertion.GetProperty("keyword").GetString()!;
                var found = Lines(annotations
                    .Where(annotation => annotation.InstanceLocation == assertion.GetProperty("location").GetString() && annotation.Keyword == keyword)
                    .Select(annotation => (annotation.SchemaLocation[..^(keyword.Length + 1)], annotation.Value)));
                if (expected != found)
                {
                    failures.Add($"{test.GetProperty("description")}: {assertion} but found {found}");
                }
            }
        }

        return total;
    }

    private static string Lines(IEnumerable<(string Place, JsonElement Value)> annotations) =>
        string.Join('\n', annotations.Select(entry => $"{entry.Place} {JsonSerializer.Serialize(entry.Value)}").Order(StringComparer.Ordinal));

    /// <summary>The suite counts from the root of the document; a location counts from the nearest schema with an identifier.</summary>
    private static string Canonical(JsonSchemaValidator schema, string location)
    {
        var text = schema.Root.Element;
        foreach (var step in location.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (text.ValueKind == JsonValueKind.Array)
            {
                text = text[int.Parse(name, CultureInfo.InvariantCulture)];
            }
            else if (!text.TryGetProperty(name, out text))
            {
                return location;
            }
        }

        return All(schema.Root).FirstOrDefault(place => Unsafe.AreSame(
            in MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(place.Element)),
            in MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(text))))?.Location ?? location;
    }

    private static IEnumerable<JsonSubschema> All(JsonSubschema schema) => schema.Subschemas.SelectMany(All).Prepend(schema);

    private static bool Includes(string range, int release) => range.Split(',').All(part => part switch
    {
        ['<', '=', .. var last] => release <= int.Parse(last, CultureInfo.InvariantCulture),
        ['=', .. var only] => release == int.Parse(only, CultureInfo.InvariantCulture),
        _ => release >= int.Parse(part, CultureInfo.InvariantCulture),
    });
}
