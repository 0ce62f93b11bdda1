using Skills.JsonSchema.Instances;


namespace Skills.JsonSchema.Compilation;

/// <summary>Memory one evaluation works in, kept for the next.</summary>
internal sealed class EvaluationBuffers
{
    private const int KeptWords = 1 << 14;

    private ulong[] _words = new ulong[64];
    private SchemaResource[] _scope = new SchemaResource[16];
    private int _used;
    private int _scopeDepth;

    public Tape Tape { get; } = new();

    public TapeText Text { get; } = new();

    /// <summary>A second tape, for comparing containers.</summary>
    public Tape Scratch { get; } = new();

    public Span<ulong> Words => _words;

    public ReadOnlySpan<SchemaResource> Scope => _scope.AsSpan(0, _scopeDepth);

    /// <summary>Takes zeroed words off the stack; give them back in reverse order.</summary>
    public int Take(int words)
    {
        if (_used + words > _words.Length)
        {
            Array.Resize(ref _words, (_used + words) * 2);
        }

        _words.AsSpan(_used, words).Clear();
        _used += words;
        return _used - words;
    }

    public void GiveBack(int offset) => _used = offset;

    public void PushScope(SchemaResource resource)
    {
        if (_scopeDepth == _scope.Length)
        {
            Array.Resize(ref _scope, _scopeDepth * 2);
        }

        _scope[_scopeDepth++] = resource;
    }

    public void PopScope() => _scopeDepth--;

    public void Reset()
    {
        _used = 0;
        _scopeDepth = 0;
        Tape.Trim();
        Scratch.Trim();
        Text.Trim();
        if (_words.Length > KeptWords)
        {
            _words = new ulong[64];
        }
    }
}
