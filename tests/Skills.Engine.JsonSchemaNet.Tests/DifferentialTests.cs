using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Tests;

namespace Skills.Engine.JsonSchemaNet.Tests;

/// <summary>JsonSchema.Net as a second opinion: both compilers give one verdict on every test of the official suite, except where JsonSchema.Net is known to fail.</summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private static readonly (string Folder, string Dialect)[] Drafts =
    [
        ("draft6", "http://json-schema.org/draft-06/schema#"),
        ("draft7", "http://json-schema.org/draft-07/schema#"),
        ("draft2019-09", "https://json-schema.org/draft/2019-09/schema"),
        ("draft2020-12", "https://json-schema.org/draft/2020-12/schema"),
    ];

    [Fact]
    public void BothCompilersGiveTheSameVerdictsButForTheNamedFailures()
    {
        var (builtIn, other) = (Compilers.BuiltIn, Compilers.JsonSchemaNet);
        var differences = new List<string>();
        var (total, refused) = (0, 0);
        foreach (var (folder, file, group) in Groups())
        {
            var (ours, theirs) = (TryCompile(builtIn, group.Schema), TryCompile(other, group.Schema));
            foreach (var test in group.Tests)
            {
                total++;
                var (mine, yours) = (Verdict(ours, test.Value), Verdict(theirs, test.Value));
                refused += mine == "refused" && yours == "refused" ? 1 : 0;
                if (mine != yours)
                {
                    // The suite says who is right.
                    Assert.Equal(test.Valid ? "valid" : "invalid", mine);
                    differences.Add($"{folder}/{file}: {group.Description}: {test.Description} ({yours})");
                }
            }
        }

        output.WriteLine($"{total} tests, {differences.Count} named failures of JsonSchema.Net, {refused} tests need remote documents that neither compiler fetches");
        differences.ForEach(output.WriteLine);
        Assert.True(total > 3000, $"only {total} tests were found");
        Assert.Equal(Known(), differences.Order(StringComparer.Ordinal));
    }

    private static string[] Known() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "known-differences.txt")).Where(static line => line.Length > 0 && line[0] != '#')];

    private static IEnumerable<(string Folder, string File, Group Group)> Groups()
    {
        foreach (var (folder, dialect) in Drafts)
        {
            // Left out: format.json checks that formats are annotations. The engine asserts them.
            foreach (var path in Directory.EnumerateFiles(Path.Combine(Suites.PathOf("json-schema-test-suite"), "tests", folder), "*.json")
                .Where(static path => Path.GetFileName(path) != "format.json").Order(StringComparer.Ordinal))
            {
                foreach (var group in JsonElement.Parse(File.ReadAllBytes(path)).EnumerateArray())
                {
                    yield return (folder, Path.GetFileNameWithoutExtension(path), Read(group, dialect));
                }
            }
        }
    }

    // The engine reads a schema without $schema as 2020-12.
    private static Group Read(JsonElement group, string dialect)
    {
        var schema = group.GetProperty("schema");
        if (schema.ValueKind == JsonValueKind.Object && !schema.TryGetProperty("$schema", out _))
        {
            var withDialect = JsonObject.Create(schema)!;
            withDialect.Insert(0, "$schema", dialect);
            schema = JsonElement.Parse(withDialect.ToJsonString());
        }

        return new(
            group.GetProperty("description").GetString()!,
            schema,
            [.. group.GetProperty("tests").EnumerateArray().Select(static test => new Case(test.GetProperty("description").GetString()!, test.GetProperty("data"), test.GetProperty("valid").GetBoolean()))]);
    }

    private static ICompiledSchema? TryCompile(ISchemaCompiler compiler, JsonElement schema)
    {
        try
        {
            return compiler.Compile(schema);
        }
        catch (SchemaCompileException)
        {
            return null;
        }
    }

    private static string Verdict(ICompiledSchema? schema, JsonElement value) =>
        schema is null ? "refused" : schema.Validate(value).Count == 0 ? "valid" : "invalid";

    private sealed record Group(string Description, JsonElement Schema, IReadOnlyList<Case> Tests);

    private sealed record Case(string Description, JsonElement Value, bool Valid);
}
