using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.EndToEnd;

public sealed class AllocationTests
{
    private const int Executions = 300;

    /// <summary>All eight steps around a model that answers at once, with the whole catalog to choose from. A debug build allocates about half as much again as a release.</summary>
    [Fact]
    public void AnUncachedExecutionAllocatesLittle()
    {
        var answer = Task.FromResult(FakeModelClient.Answer("""{"greeting":"Hello"}"""));
        var services = new ServiceCollection();
        services.AddSkillsEngine().AddModelClient(new Instant(answer), new FakeModelClient("instant").Model());
        using var provider = services.BuildServiceProvider();
        var engine = provider.GetRequiredService<SkillExecutionEngine>();
        var skill = Bench.Greeting with { Cache = new() { Enabled = false } };
        var inputs = JsonElement.Parse("""{"name":"Ada"}""");
        Execute();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Execute();

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Executions, 1, 16_000);

        void Execute()
        {
            for (var i = 0; i < Executions; i++)
            {
                engine.ExecuteAsync(skill, inputs).GetAwaiter().GetResult().EnsureSuccess();
            }
        }
    }

    private sealed class Instant(Task<ModelReply> answer) : IModelClient
    {
        public ModelProvider Provider { get; } = new("instant");

        public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken) => answer;
    }
}
