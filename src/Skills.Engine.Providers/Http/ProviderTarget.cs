namespace Skills.Engine.Providers.Http;

/// <summary>One address and key that a provider's calls can go to, and what its server was found to refuse. Thread-safe.</summary>
internal sealed class ProviderTarget(IProviderWire wire, ModelProviderOptions options, ICallCredentials credentials, string? notReady) : IDisposable
{
    public IProviderWire Wire => wire;

    public ModelProviderOptions Options => options;

    public ICallCredentials Credentials => credentials;

    /// <summary>Null when it can be called; otherwise what to set.</summary>
    public string? NotReady => notReady;

    /// <summary>The deployment of the options that it was made of; null for the options themselves.</summary>
    public ProviderDeployment? Deployment { get; init; }

    public OutputLadder Ladder { get; } = new(wire.Dialect);

    public RefusedFields Fields { get; } = new();

    /// <summary>Returns whether it serves a model.</summary>
    public bool Serves(ModelDefinition model) => Deployment is null or { Models.Count: 0 } || Deployment.Models.ContainsKey(model.Id);

    /// <summary>The request with the name that the model has here.</summary>
    public ModelRequest Adapt(ModelRequest request) =>
        Deployment?.Models.TryGetValue(request.Model.Id, out var name) == true && name.Length > 0 ? request with { Model = request.Model with { WireId = name } } : request;

    public void Dispose() => (credentials as IDisposable)?.Dispose();
}
