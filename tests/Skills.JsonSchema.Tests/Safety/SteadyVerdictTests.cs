using System.Collections.Concurrent;
using System.Text.Json;

namespace Skills.JsonSchema.Tests.Safety;

/// <summary>A verdict depends on the schema and the instance, never on the clock or on how busy the machine is.</summary>
public sealed class SteadyVerdictTests
{
    private const string LookAround = """{"items":{"pattern":"^(?!.*foo)[a-z ]+$"}}""";
    private const string BackReference = """{"items":{"pattern":"^(['\"]).*\\1$"}}""";

    [Theory]
    [InlineData(LookAround, "bar bar baz", 400, true)]
    [InlineData(LookAround, "bar foo baz", 1, false)]
    [InlineData("""{"items":{"pattern":"^(?=.*[0-9])(?=.*[a-z])(?<!x).{8,}$"}}""", "abcdefgh1", 400, true)]
    [InlineData(BackReference, "'bar bar baz'", 200, true)]
    [InlineData("""{"items":{"pattern":"^(a+)+\\1$"}}""", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 1, null)]
    public void IsTheSameInAThousandRunsOfSixtyFourThreads(string schemaText, string item, int count, bool? expected)
    {
        var schema = Some.Schema(schemaText, new JsonSchemaOptions { MaxMatchSteps = 20_000 });
        var instance = JsonSerializer.SerializeToElement(Enumerable.Repeat(item, count));
        var verdicts = new ConcurrentDictionary<string, int>();
        var threads = Enumerable.Range(0, 64).Select(_ => new Thread(Judge)).ToList();

        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        Assert.Equal(expected?.ToString() ?? "limit", Assert.Single(verdicts).Key);
        Assert.Equal(1_024, verdicts.Values.Single());

        void Judge()
        {
            for (var run = 0; run < 16; run++)
            {
                verdicts.AddOrUpdate(Verdict(schema, instance), 1, static (_, many) => many + 1);
            }
        }
    }

    [Fact]
    public void TakesLookAroundAsCheaplyAsAnyLinearPattern()
    {
        var instance = JsonSerializer.SerializeToElement(Enumerable.Repeat("bar bar baz", 400_000));
        var flag = Some.Schema(LookAround);

        Assert.True(flag.IsValid(instance));
        Assert.True(flag.Evaluate(JsonSerializer.SerializeToElement(Enumerable.Repeat("bar bar baz", 10_000)), SchemaOutputFormat.Flag).GetProperty("valid").GetBoolean());
    }

    [Theory]
    [InlineData("(?=(?:a|b)*c)a", 20_000)]
    [InlineData("^(?!(?:a|aa)+$)", 20_000)]
    [InlineData("(?<=(?:a|aa)+)b$", 20_000)]
    [InlineData("^(?:(?=a)(?:a(?!b)|aa))*$", 20_000)]
    public void NeedsStepsInProportionToTheTextForLookAround(string pattern, int length)
    {
        var schema = Some.Schema($$"""{"pattern":{{JsonSerializer.Serialize(pattern)}}}""", new JsonSchemaOptions { MaxSteps = length * 8L });

        var outcome = Record.Exception(() => schema.IsValid(JsonSerializer.SerializeToElement(new string('a', length))));

        Assert.Null(outcome);
    }

    private static string Verdict(JsonSchemaValidator schema, JsonElement instance)
    {
        try
        {
            return schema.IsValid(instance).ToString();
        }
        catch (JsonSchemaLimitException)
        {
            return "limit";
        }
    }
}
