using System.Text.Json;

namespace Skills.JsonSchema.Tests.Conformance;

/// <summary>Our side of the comparison with other validators; see differential/run.sh.</summary>
public sealed class DifferentialTests
{
    [Fact]
    public void WritesAVerdictForEveryPairOfTheFileNamedByTheEnvironment()
    {
        var file = Environment.GetEnvironmentVariable("SKILLS_DIFFERENTIAL");
        Assert.SkipWhen(file is null, "SKILLS_DIFFERENTIAL names no file; differential/run.sh sets it.");

        File.WriteAllLines(file + ".ours", File.ReadLines(file).Select(Verdicts));
    }

    private static string Verdicts(string line)
    {
        var pair = Some.Json(line);
        var schema = JsonSchemaValidator.Compile(pair.GetProperty("schema"));
        return string.Concat(pair.GetProperty("instances").EnumerateArray().Select(instance => Verdict(schema, instance)));
    }

    private static char Verdict(JsonSchemaValidator schema, JsonElement instance)
    {
        var valid = schema.IsValid(instance);
        Assert.Equal(valid, schema.Validate(instance).IsValid);
        Assert.Equal(valid, schema.IsValid(System.Text.Encoding.UTF8.GetBytes(instance.GetRawText())));
        return valid ? 'T' : 'F';
    }
}
