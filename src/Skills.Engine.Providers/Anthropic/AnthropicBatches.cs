using System.Buffers;
using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.VendorBatches;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>Anthropic's Message Batches (<c>/v1/messages/batches</c>).</summary>
internal sealed class AnthropicBatches : IBatchWire
{
    private const string Own = "https://api.anthropic.com";

    private static readonly BatchReader Reader = new("processing_status", "request_counts", "succeeded", "errored")
    {
        States = new Dictionary<string, ModelBatchState> { ["ended"] = ModelBatchState.Completed, ["canceling"] = ModelBatchState.Canceling },
    };

    public ModelBatchLimits Limits { get; } = new(100_000, 256_000_000);

    public string EndpointOf(Uri address) => "/v1/messages";

    public void AddItem(PooledBuffer payload, string id, ReadOnlySpan<byte> body, string endpoint)
    {
        payload.Write(payload.Length == 0 ? "{\"requests\":["u8 : ","u8);
        payload.Write(Encoding.UTF8.GetBytes($$"""{"custom_id":"{{id}}","params":"""));
        payload.Write(body);
        payload.Write("}"u8);
    }

    public Task<JsonElement> SubmitAsync(BatchCall call, PooledBuffer payload, Uri address, string endpoint)
    {
        payload.Write("]}"u8);
        return call.SendAsync(HttpMethod.Post, call.Address(Own, "/v1", "/messages/batches"), payload);
    }

    public Uri StateOf(BatchCall call, ModelBatch batch) => call.Address(Own, "/v1", "/messages/batches/" + call.Safe(batch.Id));

    public Uri CancelOf(BatchCall call, ModelBatch batch) => call.Address(Own, "/v1", $"/messages/batches/{call.Safe(batch.Id)}/cancel");

    public ModelBatch? Read(JsonElement description, ModelBatch known)
    {
        var batch = Reader.Read(description.Text("id"), description, known);
        return batch is { State: ModelBatchState.Completed }
            ? batch with
            {
                State = description.Get("cancel_initiated_at") is not null ? ModelBatchState.Canceled
                    : BatchReader.Count(description.Get("request_counts"), "expired") > 0 ? ModelBatchState.Expired
                    : ModelBatchState.Completed,
            }
            : batch;
    }

    // The address of the results in the description is not followed: another host would get the key.
    public IAsyncEnumerable<BatchLine> ResultsAsync(BatchCall call, ModelBatch batch) =>
        BatchReader.LinesAsync(call, [call.Address(Own, "/v1", $"/messages/batches/{call.Safe(batch.Id)}/results")], Read);

    private static BatchLine Read(JsonElement line)
    {
        var (id, result) = (line.Text("custom_id"), line.Get("result"));
        return result.Text("type") switch
        {
            "succeeded" when result.Get("message") is { } message => new(id, ModelBatchOutcome.Succeeded, message),
            "expired" => new(id, ModelBatchOutcome.Expired, default),
            "canceled" => new(id, ModelBatchOutcome.Canceled, default),
            _ => new(id, ModelBatchOutcome.Failed, result.Get("error") ?? line),
        };
    }
}
