namespace Skills.Engine.Batches.Sources;

/// <summary>Items that code gives.</summary>
internal sealed class ItemsSource(IAsyncEnumerable<BatchItem> items) : BatchSource
{
    public override IAsyncEnumerable<BatchItem> ReadAsync(BatchSourceContext context, CancellationToken cancellationToken) => items;
}
