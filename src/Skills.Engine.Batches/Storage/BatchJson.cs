using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Batches.Storage;

/// <summary>The stored form of results and policies.</summary>
internal static class BatchJson
{
    // Deeper outputs than the engine's limits allow are never stored.
    private const int MaxDepth = 1000;

    private static readonly BatchJsonContext Context = new(new(BatchJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth });

    public static string Text(BatchItemResult result) => JsonSerializer.Serialize(result, Context.BatchItemResult);

    public static byte[] Utf8(BatchItemResult result) => JsonSerializer.SerializeToUtf8Bytes(result, Context.BatchItemResult);

    public static string Text(BatchRunOptions options) => JsonSerializer.Serialize(options, Context.BatchRunOptions);

    public static string Text(VendorBatchRecord record) => JsonSerializer.Serialize(record, Context.VendorBatchRecord);

    public static VendorBatchRecord VendorBatch(string text) => JsonSerializer.Deserialize(text, Context.VendorBatchRecord)!;

    public static BatchItemResult Result(string text) => JsonSerializer.Deserialize(text, Context.BatchItemResult)!;

    public static BatchRunOptions Options(string text) => JsonSerializer.Deserialize(text, Context.BatchRunOptions)!;
}

/// <summary>Generated serializers of the stored forms.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BatchItemResult))]
[JsonSerializable(typeof(BatchRunOptions))]
[JsonSerializable(typeof(VendorBatchRecord))]
internal sealed partial class BatchJsonContext : JsonSerializerContext;
