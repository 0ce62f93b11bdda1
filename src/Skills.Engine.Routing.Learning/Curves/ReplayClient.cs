namespace Skills.Engine.Routing.Learning.Curves;

/// <summary>Makes a provider count as registered. A replay calls no model.</summary>
internal sealed class ReplayClient(string provider) : IModelClient
{
    public ModelProvider Provider { get; } = new(provider);

    public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A replay calls no model.");
}
