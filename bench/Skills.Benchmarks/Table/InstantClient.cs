using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Benchmarks.Table;

/// <summary>A model that answers at once and remembers nothing.</summary>
internal sealed class InstantClient(string reply) : IModelClient
{
    private readonly Task<ModelReply> _answer = Task.FromResult(FakeModelClient.Answer(reply));

    public ModelProvider Provider { get; } = new("bench");

    public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken) => _answer;
}
