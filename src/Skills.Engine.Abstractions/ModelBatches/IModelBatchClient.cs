namespace Skills.Engine;

/// <summary>The batch endpoint of a provider: many requests at a lower price, answered within hours. Implementations are thread-safe.</summary>
/// <remarks>Each method makes its calls once, under a deadline of its own. Keys never appear in exceptions.</remarks>
public interface IModelBatchClient
{
    /// <summary>Gets the provider's name; matches <see cref="ModelDefinition.Provider"/>.</summary>
    string Provider { get; }

    /// <summary>Gets the limits of one batch.</summary>
    ModelBatchLimits Limits { get; }

    /// <summary>Returns the endpoint that serves a model, such as <c>/v1/responses</c>. One batch has one endpoint and one model.</summary>
    /// <param name="model">The model.</param>
    string EndpointOf(ModelDefinition model);

    /// <summary>Returns the size and the digest of a request as it would be sent.</summary>
    /// <param name="request">The request.</param>
    ModelBatchMeasure Measure(ModelRequest request);

    /// <summary>Submits a batch.</summary>
    /// <param name="items">The items: at least one, within <see cref="Limits"/>, with unique ids, and of one model and one tenant.</param>
    /// <param name="cancellationToken">Ends the call. The batch may exist at the provider all the same.</param>
    /// <exception cref="ArgumentException">The items do not fit into one batch.</exception>
    /// <exception cref="ModelException">The provider refused or failed.</exception>
    Task<ModelBatch> SubmitAsync(IReadOnlyList<ModelBatchItem> items, CancellationToken cancellationToken);

    /// <summary>Asks for the state of a batch.</summary>
    /// <param name="batch">The batch, as it was last seen.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ModelException">The provider refused or failed; <see cref="ModelErrorKind.NotFound"/> when it has no such batch.</exception>
    Task<ModelBatch> GetAsync(ModelBatch batch, CancellationToken cancellationToken);

    /// <summary>Yields one result for each request, in the order of the provider. Those without an answer come last, as <see cref="ModelBatchOutcome.Missing"/>.</summary>
    /// <param name="batch">A batch that has ended, as <see cref="GetAsync"/> returned it.</param>
    /// <param name="requests">The requests by the ids of their items. Results of other ids are left out, and so is a second result of one id.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ModelException">The results cannot be read, or are beyond <see cref="ModelBatchOptions.MaxResultBytes"/>.</exception>
    IAsyncEnumerable<ModelBatchResult> ResultsAsync(ModelBatch batch, IReadOnlyDictionary<string, ModelRequest> requests, CancellationToken cancellationToken);

    /// <summary>Asks the provider to cancel a batch. What is answered already is billed and can be read once the batch has ended.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ModelException">The provider refused or failed.</exception>
    Task CancelAsync(ModelBatch batch, CancellationToken cancellationToken);
}
