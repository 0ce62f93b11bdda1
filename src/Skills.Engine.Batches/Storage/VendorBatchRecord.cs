namespace Skills.Engine.Batches.Storage;

/// <summary>A batch of a provider, stored so that another process finds it.</summary>
/// <param name="Key">The key in the run.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Ids">The ids of its items: the digest of the request, a hyphen and the row.</param>
/// <param name="Batch">The batch; null from before it is submitted until the provider took it.</param>
internal sealed record VendorBatchRecord(string Key, string Provider, IReadOnlyList<string> Ids, ModelBatch? Batch);
