using System.Buffers;

namespace Skills.Engine.Inputs;

/// <summary>A buffer that refuses to grow past a bound, so that an endless input cannot fill the memory. Cleared, it can be used again.</summary>
internal sealed class BoundedBufferWriter(int maxBytes) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _inner = new(1024);

    public ReadOnlySpan<byte> Written => _inner.WrittenSpan;

    /// <summary>Bytes it holds on to.</summary>
    public int Capacity => _inner.Capacity;

    /// <summary>Forgets what was written, and wipes it.</summary>
    public void Clear() => _inner.Clear();

    public void Advance(int count)
    {
        // A writer that is disposed after it was refused advances once more.
        ThrowIfFull();
        _inner.Advance(count);
        ThrowIfFull();
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfFull();
        return _inner.GetMemory(sizeHint);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        ThrowIfFull();
        return _inner.GetSpan(sizeHint);
    }

    private void ThrowIfFull()
    {
        if (_inner.WrittenCount > maxBytes)
        {
            throw new InputTooLargeException();
        }
    }
}

/// <summary>Inside the door only.</summary>
internal sealed class InputTooLargeException : Exception;
