namespace Skills.Engine;

/// <summary>Gives the provider keys of tenants. Implement it when tenants bring keys of their own; it must be thread-safe, and it is asked at every call.</summary>
/// <remarks>An error under a tenant's key cools nothing down for other tenants. The key is sent in a header and appears nowhere else.</remarks>
public interface IModelKeyResolver
{
    /// <summary>Returns the key for a call; null takes the host's own.</summary>
    /// <param name="request">The tenant, the provider and the model.</param>
    /// <param name="cancellationToken">Ends the search, at the latest with the deadline of the try.</param>
    ValueTask<string?> ResolveAsync(ModelKeyRequest request, CancellationToken cancellationToken);
}

/// <summary>The call that a key is wanted for.</summary>
/// <param name="TenantId">The tenant of the execution; never empty.</param>
/// <param name="Provider">Name of the provider, such as <c>openai</c>.</param>
/// <param name="ModelId">Id of the model.</param>
public sealed record ModelKeyRequest(string TenantId, string Provider, string ModelId);
