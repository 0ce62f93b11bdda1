using System.Collections.Concurrent;

namespace Skills.JsonSchema.Compilation;

/// <summary>Spare buffers of one compiled schema, for as many evaluations as run at once.</summary>
internal sealed class BufferPool
{
    private readonly ConcurrentQueue<EvaluationBuffers> _others = new();
    private EvaluationBuffers? _spare;

    public EvaluationBuffers Rent() =>
        Interlocked.Exchange(ref _spare, null) ?? (_others.TryDequeue(out var buffers) ? buffers : new EvaluationBuffers());

    public void Return(EvaluationBuffers buffers)
    {
        buffers.Reset();
        if (Interlocked.CompareExchange(ref _spare, buffers, null) is not null && _others.Count < Environment.ProcessorCount)
        {
            _others.Enqueue(buffers);
        }
    }
}
