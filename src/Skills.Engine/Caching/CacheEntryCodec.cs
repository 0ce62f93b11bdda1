using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Skills.Engine.Caching;

/// <summary>Entries as bytes. Whatever is wrong with them, reading gives null and never throws.</summary>
/// <remarks>
/// Format 2, little-endian: 0 magic <c>SKCE</c> · 4 version · 5 flags · 6 zero · 8 created · 16 fresh until · 24 expires
/// (Unix milliseconds) · 32 generation · 40 bytes of the plain body · 44 bytes that follow the header · 48 XXH128 of what
/// follows, seeded with the XXH3 of the header before it, seeded with that of the key · 64 body. The plain body is: length of
/// the JSON part, JSON part, outputs. An encrypted body is: nonce 12, tag 16, ciphertext; its associated data are tenant, key
/// and header. Format 1 differs in the check: the first 16 bytes of SHA-256 over key, header and what follows.
/// The check finds damage, not forgery; set encryption keys when the store is shared with others. Without keys, outputs that
/// violate the skill's schema are still refused, by <see cref="StoredOutputCheck"/>.
/// </remarks>
internal sealed class CacheEntryCodec(SkillCacheOptions options)
{
    private const byte Version = 2;
    private const byte OldestVersion = 1;
    private const byte Compressed = 1;
    private const byte Encrypted = 2;
    private const int CheckOffset = 48;
    private const int CheckBytes = 16;
    private const int HeaderBytes = CheckOffset + CheckBytes;
    private const int BrotliQuality = 4;
    private const int BrotliWindow = 22;
    private const int MaxOutputDepth = 1024;

    // Objects around the outputs, and the parsed form of the outputs next to their text.
    private const int EntryOverhead = 1024;
    private const int MemoryPerByte = 4;

    private static ReadOnlySpan<byte> Magic => "SKCE"u8;

    /// <summary>Bytes an outcome takes in memory, by estimate.</summary>
    public static long EstimateSize(SkillResult outcome) =>
        EstimateSize(outcome.Outputs is { } outputs ? JsonMarshal.GetRawUtf8Value(outputs).Length : 0);

    /// <summary>Bytes that outputs of so many bytes take in memory, by estimate.</summary>
    public static long EstimateSize(int outputBytes) => EntryOverhead + ((long)outputBytes * MemoryPerByte);

    /// <summary>The entry as bytes; null when it is too large or cannot be written.</summary>
    public byte[]? Write(CacheEntry entry, string key, string? tenant)
    {
        var meta = JsonSerializer.SerializeToUtf8Bytes(OutcomeMapping.ToStored(entry), StoredOutcomeContext.Default.StoredOutcome);
        var outputs = entry.Outcome.Outputs is { } value ? JsonMarshal.GetRawUtf8Value(value) : [];
        var plainLength = sizeof(int) + (long)meta.Length + outputs.Length;
        if (plainLength > options.MaxEntryBytes)
        {
            return null;
        }

        // Made behind its header, where it stays unless it is compressed or encrypted.
        var whole = new byte[HeaderBytes + plainLength];
        var header = whole.AsSpan(0, HeaderBytes);
        var plain = whole.AsSpan(HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(plain, meta.Length);
        meta.CopyTo(plain[sizeof(int)..]);
        outputs.CopyTo(plain[(sizeof(int) + meta.Length)..]);

        var body = Compress(plain, header);
        WriteHeader(header, entry, plain.Length, body.Length);
        if (options.EncryptionKeys is [var newest, ..])
        {
            body = Encrypt(body, newest, header, key, tenant);
        }

        Check(Version, key, header, body, header[CheckOffset..]);
        return header[5] == 0 ? whole : [.. header, .. body];
    }

    /// <summary>The entry, in the generation its reader knows; null when these bytes are no sound entry of this key and tenant.</summary>
    public CacheEntry? Read(ReadOnlySpan<byte> bytes, string key, string? tenant, SkillCacheRequest request, ulong localGeneration = 0)
    {
        if (!IsSound(bytes, key))
        {
            return null;
        }

        var header = bytes[..HeaderBytes];
        try
        {
            // A plain body is read in place.
            var body = bytes[HeaderBytes..];
            return header[5] == 0 && options.EncryptionKeys.Count == 0 ? Parse(header, body, request, localGeneration)
                : Open(header, body, key, tenant) is { } plain ? Parse(header, plain, request, localGeneration)
                : null;
        }
        catch (Exception e) when (e is JsonException or CryptographicException or ArgumentException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private bool IsSound(ReadOnlySpan<byte> bytes, string key)
    {
        if (bytes.Length < HeaderBytes
            || bytes.Length > HeaderBytes + (long)options.MaxEntryBytes
            || !bytes.StartsWith(Magic)
            || bytes[4] is < OldestVersion or > Version
            || (bytes[5] & ~(Compressed | Encrypted)) != 0
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[44..]) != bytes.Length - HeaderBytes
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]) < sizeof(int)
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]) > options.MaxEntryBytes)
        {
            return false;
        }

        Span<byte> check = stackalloc byte[CheckBytes];
        Check(bytes[4], key, bytes, bytes[HeaderBytes..], check);
        return check.SequenceEqual(bytes[CheckOffset..HeaderBytes]);
    }

    private byte[]? Open(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body, string key, string? tenant)
    {
        // With a key set, what is not encrypted was written by someone who does not have it.
        var isEncrypted = (header[5] & Encrypted) != 0;
        if (isEncrypted != options.EncryptionKeys.Count > 0)
        {
            return null;
        }

        var opened = isEncrypted ? Decrypt(body, header, key, tenant) : body.ToArray();
        if (opened is null || (header[5] & Compressed) == 0)
        {
            return opened;
        }

        var plain = new byte[BinaryPrimitives.ReadInt32LittleEndian(header[40..])];
        return BrotliDecoder.TryDecompress(opened, plain, out var written) && written == plain.Length ? plain : null;
    }

    private static CacheEntry? Parse(ReadOnlySpan<byte> header, ReadOnlySpan<byte> plain, SkillCacheRequest request, ulong localGeneration)
    {
        var metaLength = BinaryPrimitives.ReadInt32LittleEndian(plain);
        if (plain.Length != BinaryPrimitives.ReadInt32LittleEndian(header[40..]) || metaLength < 0 || metaLength > plain.Length - sizeof(int))
        {
            return null;
        }

        // The parser checks syntax only: a string that is not UTF-8 would throw where the caller reads it.
        if (!Utf8.IsValid(plain[sizeof(int)..]))
        {
            return null;
        }

        var meta = StoredOutcome.Read(plain.Slice(sizeof(int), metaLength));
        var raw = plain[(sizeof(int) + metaLength)..];
        JsonElement? outputs = raw.IsEmpty ? null : JsonElement.Parse(raw, new() { MaxDepth = MaxOutputDepth });
        return meta is null ? null : new()
        {
            Outcome = OutcomeMapping.ToOutcome(meta, outputs, request),
            SavedUsage = meta.Tokens,
            SavedCost = new(meta.Usd, meta.Usd is null ? CostKind.Unknown : (CostKind)meta.CostKind),
            CreatedAt = ReadTime(header, 8),
            FreshUntil = ReadTime(header, 16),
            ExpiresAt = ReadTime(header, 24),
            Generation = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
            LocalGeneration = localGeneration,
            Size = EstimateSize(raw.Length),
        };
    }

    private ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> plain, Span<byte> header)
    {
        if (plain.Length < options.CompressFromBytes)
        {
            return plain;
        }

        var rented = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(plain.Length));
        try
        {
            if (BrotliEncoder.TryCompress(plain, rented, out var written, BrotliQuality, BrotliWindow) && written < plain.Length)
            {
                header[5] |= Compressed;
                return rented.AsSpan(0, written).ToArray();
            }

            return plain;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private void WriteHeader(Span<byte> header, CacheEntry entry, int plainLength, int bodyLength)
    {
        if (options.EncryptionKeys.Count > 0)
        {
            header[5] |= Encrypted;
            bodyLength += AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize;
        }

        Magic.CopyTo(header);
        header[4] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], entry.CreatedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], entry.FreshUntil.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], entry.ExpiresAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], entry.Generation);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], plainLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[44..], bodyLength);
    }

    private static byte[] Encrypt(ReadOnlySpan<byte> plain, byte[] secret, ReadOnlySpan<byte> header, string key, string? tenant)
    {
        var nonceBytes = AesGcm.NonceByteSizes.MaxSize;
        var tagBytes = AesGcm.TagByteSizes.MaxSize;
        var sealedBody = new byte[nonceBytes + tagBytes + plain.Length];
        var nonce = sealedBody.AsSpan(0, nonceBytes);
        RandomNumberGenerator.Fill(nonce);

        using var aes = new AesGcm(secret, tagBytes);
        aes.Encrypt(nonce, plain, sealedBody.AsSpan(nonceBytes + tagBytes), sealedBody.AsSpan(nonceBytes, tagBytes), AssociatedData(header, key, tenant));
        return sealedBody;
    }

    private byte[]? Decrypt(ReadOnlySpan<byte> sealedBody, ReadOnlySpan<byte> header, string key, string? tenant)
    {
        var nonceBytes = AesGcm.NonceByteSizes.MaxSize;
        var tagBytes = AesGcm.TagByteSizes.MaxSize;
        if (sealedBody.Length < nonceBytes + tagBytes)
        {
            return null;
        }

        var plain = new byte[sealedBody.Length - nonceBytes - tagBytes];
        var associated = AssociatedData(header, key, tenant);
        foreach (var secret in options.EncryptionKeys)
        {
            try
            {
                using var aes = new AesGcm(secret, tagBytes);
                aes.Decrypt(sealedBody[..nonceBytes], sealedBody[(nonceBytes + tagBytes)..], sealedBody.Slice(nonceBytes, tagBytes), plain, associated);
                return plain;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Written with another key: the next one may fit.
            }
        }

        return null;
    }

    private static byte[] AssociatedData(ReadOnlySpan<byte> header, string key, string? tenant)
    {
        var tenantBytes = Encoding.Unicode.GetBytes(tenant ?? "");
        Span<byte> prefix = stackalloc byte[5];
        prefix[0] = tenant is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt32LittleEndian(prefix[1..], tenantBytes.Length);
        return [.. prefix, .. tenantBytes, .. Encoding.UTF8.GetBytes(key), .. header[..CheckOffset]];
    }

    private static void Check(byte version, string key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> body, Span<byte> destination)
    {
        Span<byte> room = stackalloc byte[256];
        var keyBytes = Encoding.UTF8.TryGetBytes(key, room, out var length) ? room[..length] : Encoding.UTF8.GetBytes(key);
        header = header[..CheckOffset];
        if (version == OldestVersion)
        {
            SHA256.HashData([.. keyBytes, .. header, .. body]).AsSpan(0, CheckBytes).CopyTo(destination);
            return;
        }

        var seed = (long)XxHash3.HashToUInt64(header, (long)XxHash3.HashToUInt64(keyBytes));
        XxHash128.Hash(body, destination, seed);
    }

    private static DateTimeOffset ReadTime(ReadOnlySpan<byte> header, int offset) =>
        DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(header[offset..]));
}
