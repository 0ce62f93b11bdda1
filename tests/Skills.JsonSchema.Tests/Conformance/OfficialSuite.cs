using System.Text.Json;
using Skills.Tests;

namespace Skills.JsonSchema.Tests.Conformance;

/// <summary>Reads the official test suite and runs its cases through every door of the validator.</summary>
internal static class OfficialSuite
{
    public static readonly (string Folder, JsonSchemaDraft Draft)[] Drafts =
    [
        ("draft4", JsonSchemaDraft.Draft4), ("draft6", JsonSchemaDraft.Draft6), ("draft7", JsonSchemaDraft.Draft7),
        ("draft2019-09", JsonSchemaDraft.Draft201909), ("draft2020-12", JsonSchemaDraft.Draft202012),
    ];

    public static string Root => Suites.PathOf("json-schema-test-suite");

    public static JsonSchemaOptions Options(JsonSchemaDraft draft, bool assertFormat = false)
    {
        var options = new JsonSchemaOptions { DefaultDraft = draft, AssertFormat = assertFormat, AssertContent = true };
        var remotes = Path.Combine(Root, "remotes");
        foreach (var file in Directory.EnumerateFiles(remotes, "*.json", SearchOption.AllDirectories))
        {
            var uri = "http://localhost:1234/" + Path.GetRelativePath(remotes, file).Replace('\\', '/');
            options.Documents[uri] = JsonElement.Parse(File.ReadAllBytes(file));
        }

        return options;
    }

    /// <summary>Runs every test of the files directly in a folder.</summary>
    /// <returns>How many tests there are, and a line for each that does not give the expected verdict.</returns>
    public static (int Total, List<string> Failures) Run(string folder, JsonSchemaOptions options)
    {
        var total = 0;
        var failures = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "tests", folder), "*.json").Order(StringComparer.Ordinal))
        {
            foreach (var group in JsonElement.Parse(File.ReadAllBytes(file)).EnumerateArray())
            {
                total += Run(group, options, $"{folder}/{Path.GetFileName(file)}: {group.GetProperty("description")}", failures);
            }
        }

        return (total, failures);
    }

    private static int Run(JsonElement group, JsonSchemaOptions options, string name, List<string> failures)
    {
        var tests = group.GetProperty("tests");
        JsonSchemaValidator schema;
        try
        {
            schema = JsonSchemaValidator.Compile(group.GetProperty("schema"), options);
        }
        catch (JsonSchemaException exception)
        {
            failures.AddRange(tests.EnumerateArray().Select(_ => $"{name}: {exception.Message}"));
            return tests.GetArrayLength();
        }

        foreach (var test in tests.EnumerateArray())
        {
            var expected = test.GetProperty("valid").GetBoolean();
            var verdicts = Verdicts(schema, test.GetProperty("data"));
            if (verdicts.Any(verdict => verdict != expected))
            {
                failures.Add($"{name}: {test.GetProperty("description")} should be {expected}, but {string.Join("/", verdicts)}");
            }
        }

        return tests.GetArrayLength();
    }

    private static bool[] Verdicts(JsonSchemaValidator schema, JsonElement data)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(data.GetRawText());
        var reader = new Utf8JsonReader(bytes);
        return [schema.IsValid(data), schema.IsValid(bytes), schema.IsValid(ref reader), schema.Validate(data).IsValid];
    }
}
