using System.Buffers.Binary;
using System.Globalization;
using Skills.Engine;

namespace Skills.Batches.Load.Faults;

/// <summary>A model that writes each call to a file before it answers, so that the bill outlives a kill of the process.</summary>
internal sealed class BilledModel(string path) : InstantModel, IDisposable
{
    /// <summary>The bytes of a call: its row and its time.</summary>
    public const int CallSize = 16;

    private readonly FileStream _bill = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly Lock _gate = new();

    public override Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        Span<byte> call = stackalloc byte[CallSize];
        BinaryPrimitives.WriteInt64LittleEndian(call, RowOf(request));
        BinaryPrimitives.WriteInt64LittleEndian(call[8..], TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        lock (_gate)
        {
            _bill.Write(call);
        }

        return base.InvokeAsync(request, cancellationToken);
    }

    public void Dispose() => _bill.Dispose();

    // What the engine says about the output comes before or after the prompt.
    private static long RowOf(ModelRequest request)
    {
        var text = request.Messages.Select(static m => m.Text).First(static t => t.Contains(LoadSkill.Prompt, StringComparison.Ordinal));
        var digits = text.AsSpan(text.IndexOf(LoadSkill.Prompt, StringComparison.Ordinal) + LoadSkill.Prompt.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return long.Parse(end < 0 ? digits : digits[..end], CultureInfo.InvariantCulture);
    }
}
