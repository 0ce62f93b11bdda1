using System.Collections.Concurrent;

namespace Skills.Engine.Tests.Caching;

/// <summary>An embedder whose vectors a test chooses: <c>far</c> is at a cosine of 0.6 from all other texts.</summary>
internal sealed class Meanings : ITextEmbedder
{
    private readonly ConcurrentQueue<string> _texts = new();

    public static readonly float[] Usual = [1, 0];

    public static readonly float[] Far = [3, 4];

    public Func<string, float[]> VectorOf { get; set; } = static text => text == "far" ? Far : Usual;

    public Func<TextEmbeddings, TextEmbeddings> Change { get; set; } = static made => made;

    public Func<CancellationToken, Task>? Before { get; set; }

    /// <summary>Every text that was embedded, in order.</summary>
    public IReadOnlyList<string> Texts => [.. _texts];

    public int Calls;

    public decimal? Worst { get; set; }

    public decimal? WorstUsd(IReadOnlyList<string> texts) => Worst;

    public async ValueTask<TextEmbeddings> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Calls);
        foreach (var text in texts)
        {
            _texts.Enqueue(text);
        }

        await (Before?.Invoke(cancellationToken) ?? Task.CompletedTask);
        return Change(new([.. texts.Select(t => new ReadOnlyMemory<float>(VectorOf(t)))]) { Cost = new(0.001m, CostKind.Exact), InputTokens = 10, Model = "m", Provider = "p" });
    }
}
