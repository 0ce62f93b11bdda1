using System.Security.Cryptography;
using System.Text;

namespace Skills.Engine.Batches.Runs;

/// <summary>A running hash over the items of a source, by which a resumed run notices that the source changed.</summary>
internal sealed class SourceMark : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds an item.</summary>
    public void Add(string inputs, string? id)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(inputs));
        _hash.AppendData("\n"u8);
        if (id is not null)
        {
            _hash.AppendData(Encoding.UTF8.GetBytes(id));
        }

        _hash.AppendData("\n"u8);
    }

    /// <summary>Returns the hash so far; empty before the first item.</summary>
    public string Current(long items) => items == 0 ? "" : Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
