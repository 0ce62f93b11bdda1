using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Tests;

namespace Skills.JsonSchema.Tests.Fuzz;

public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("SKILLS_FUZZ_ROUNDS") ?? "3000", CultureInfo.InvariantCulture);

    private static readonly int Seed =
        int.Parse(Environment.GetEnvironmentVariable("SKILLS_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task MutatedSchemasAndInstancesEndInAVerdictOrADocumentedException()
    {
        var groups = Groups();
        var stock = groups.Select(group => Tree.Of(group.GetProperty("schema"))).ToList();
        var remotes = Enum.GetValues<JsonSchemaDraft>().Select(Options).ToArray();
        var mutator = new Mutator(stock);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random((Seed * 1_000_000) + round);
            mutator.Reseed(random.Next());
            var group = groups[random.Next(groups.Count)];
            var schema = Tree.Of(group.GetProperty("schema"));
            mutator.Mutate(schema);
            var tests = group.GetProperty("tests");
            var instance = Tree.Of(tests[random.Next(tests.GetArrayLength())].GetProperty("data"));
            if (random.Next(2) == 0)
            {
                mutator.Mutate(instance);
            }

            var options = remotes[random.Next(remotes.Length)];
            options.AssertFormat = random.Next(2) == 0;
            var outcome = await Eventually.EndsAsync(Task.Run(() => Outcome(schema.ToString(), instance.ToString(), options), TestContext.Current.CancellationToken), $"{schema} {instance}");
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
        }

        output.WriteLine($"{Rounds} rounds: {string.Join(", ", counts.Select(pair => $"{pair.Value} {pair.Key}"))}");
        Assert.Equal(Rounds, counts.Values.Sum());
    }

    private static string Outcome(string schemaText, string instanceText, JsonSchemaOptions options)
    {
        var context = $"{options.DefaultDraft} {options.AssertFormat} {schemaText} {instanceText}";
        try
        {
            return Verdict(schemaText, instanceText, options, context);
        }
        catch (JsonSchemaLimitException)
        {
            return "limits";
        }
        catch (JsonSchemaException exception)
        {
            Assert.False(string.IsNullOrEmpty(exception.Location), context);
            return "refused";
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{exception}\n{context}");
            throw;
        }
    }

    private static string Verdict(string schemaText, string instanceText, JsonSchemaOptions options, string context)
    {
        var schema = JsonSchemaValidator.Compile(Some.Json(schemaText), options);
        var instance = Some.Json(instanceText);
        var bytes = Encoding.UTF8.GetBytes(instanceText);
        var verdict = schema.IsValid(instance);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 100_000 });
        Assert.True(verdict == schema.IsValid(bytes), context);
        Assert.True(verdict == schema.IsValid(ref reader), context);

        var result = schema.Validate(instance);
        Assert.True(result.IsUndecided || verdict == result.IsValid, context);
        foreach (var error in result.Errors)
        {
            Assert.True(error.Message.Length is > 0 and < 5_000, context);
        }

        Assert.True(verdict == schema.Evaluate(instance, SchemaOutputFormat.Verbose).GetProperty("valid").GetBoolean(), context);
        schema.Evaluate(instance, SchemaOutputFormat.Detailed);
        Assert.True(verdict || schema.Annotate(instance).Count == 0, context);
        var filled = schema.ApplyDefaults(instance);
        Assert.Equal(instance.ValueKind, filled.ValueKind);
        return verdict ? "valid" : "invalid";
    }

    private static JsonSchemaOptions Options(JsonSchemaDraft draft)
    {
        var options = Conformance.OfficialSuite.Options(draft);
        options.MaxSteps = 1_000_000;
        options.MaxMatchSteps = 500_000;
        return options;
    }

    private static List<JsonElement> Groups() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Suites.PathOf("json-schema-test-suite"), "tests", "draft2020-12"), "*.json", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Suites.PathOf("json-schema-test-suite"), "tests", "draft2019-09"), "*.json"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Suites.PathOf("json-schema-test-suite"), "tests", "draft4"), "*.json"))
            .Order(StringComparer.Ordinal)
            .SelectMany(file => JsonElement.Parse(File.ReadAllBytes(file)).EnumerateArray()),
    ];
}
