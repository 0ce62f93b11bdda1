using System.Buffers.Binary;
using System.Globalization;
using Skills.Engine;

namespace Skills.Batches.Load.Faults;

/// <summary>A model that writes each call to a file before it answers, so that the bill outlives a kill of the process.</summary>
internal sealed class BilledModel(string path) : InstantModel
{
    /// <summary>The bytes of a call: its row and its time.</summary>
    public const int CallSize = 16;

    private readonly FileStream _bill = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly Lock _gate = new();

    public override Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        Span<byte> call = stackalloc byte[CallSize];
        var text = request.Messages[^1].Text;
        BinaryPrimitives.WriteInt64LittleEndian(call, long.Parse(text.AsSpan(text.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
        BinaryPrimitives.WriteInt64LittleEndian(call[8..], TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        lock (_gate)
        {
            _bill.Write(call);
        }

        return base.InvokeAsync(request, cancellationToken);
    }
}
