namespace Skills.Engine.Testing.Loopback;

/// <summary>The batches of one vendor as the server writes them.</summary>
internal interface IBatchLoopback
{
    LoopbackApi Api { get; }

    /// <summary>Whether a request submits a batch.</summary>
    bool IsSubmission(string method, string path);

    IReadOnlyList<LoopbackBatchItem> ItemsOf(RecordedRequest request);

    /// <summary>The description of a batch.</summary>
    string Describe(LoopbackBatch batch, LoopbackBatches all);

    /// <summary>The results, when the path asks for them; null otherwise.</summary>
    string? ResultsOf(LoopbackBatch batch, string path, LoopbackBatches all);
}
