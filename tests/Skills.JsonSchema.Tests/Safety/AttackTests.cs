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

            var before = GC.GetTotalAllocatedBytes();
            var outcome = await Eventually.EndsAsync(Task.Run(() => Outcome(schema, instance, bytes), TestContext.Current.CancellationToken), attack.Name);
            var allocated = (GC.GetTotalAllocatedBytes() - before) / 1024;

            output.WriteLine($"{attack.Name,-24} {outcome,-8} {allocated,8} KiB");
            Assert.True(allocated < 400_000, attack.Name);
            Assert.True(attack.Value.ToString() is "any" || attack.Value.ToString() == outcome, $"{attack.Name}: {outcome}");
        }
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
