using System.Text.Json;
using Skills.Tests;

namespace Skills.JsonSchema.Tests.Safety;

public sealed class AttackTests(ITestOutputHelper output)
{
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    [Fact]
    public async Task EveryAttackEndsInTheExpectedVerdictOrADocumentedError()
    {
        var folder = Suites.PathOf("json-schema-attacks");
        foreach (var attack in JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, "meta.json"))).EnumerateObject())
        {
            var schema = JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, attack.Name + ".schema.json")), AnyDepth);
            var bytes = File.ReadAllBytes(Path.Combine(folder, attack.Name + ".instance.json"));
            var instance = JsonElement.Parse(bytes, AnyDepth);

            var (outcome, allocated) = await Eventually.EndsAsync(Task.Run(() => Measured(schema, instance, bytes), TestContext.Current.CancellationToken), attack.Name);

            output.WriteLine($"{attack.Name,-24} {outcome,-8} {allocated,8} KiB");
            Assert.True(allocated < 400_000, attack.Name);
            Assert.True(attack.Value.ToString() is "any" || attack.Value.ToString() == outcome, $"{attack.Name}: {outcome}");
        }
    }

    // Of this thread only: tests of other classes run beside it.
    private static (string Outcome, long KiB) Measured(JsonElement schema, JsonElement instance, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        return (Outcome(schema, instance, bytes), (GC.GetAllocatedBytesForCurrentThread() - before) / 1024);
    }

    private static string Outcome(JsonElement schema, JsonElement instance, byte[] bytes)
    {
        try
        {
            var compiled = JsonSchemaValidator.Compile(schema);
            var verdict = compiled.IsValid(instance);
            Assert.Equal(verdict, compiled.IsValid(bytes));
            var result = compiled.Validate(instance);
            Assert.Equal(verdict, result.IsValid);
            return verdict.ToString();
        }
        catch (JsonSchemaException)
        {
            return "error";
        }
    }
}
