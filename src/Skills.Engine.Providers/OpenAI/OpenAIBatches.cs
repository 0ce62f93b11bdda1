using System.Buffers;
using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.VendorBatches;

namespace Skills.Engine.Providers.OpenAI;

/// <summary>OpenAI's batches: a file of JSON Lines is uploaded, and results and errors are files too (<c>/v1/files</c>, <c>/v1/batches</c>).</summary>
internal sealed class OpenAIBatches : IBatchWire
{
    private const string Own = "https://api.openai.com/v1";

    private static readonly BatchReader Reader = new("status", "request_counts", "completed", "failed")
    {
        States = new Dictionary<string, ModelBatchState>
        {
            ["completed"] = ModelBatchState.Completed,
            ["failed"] = ModelBatchState.Failed,
            ["expired"] = ModelBatchState.Expired,
            ["cancelled"] = ModelBatchState.Canceled,
            ["cancelling"] = ModelBatchState.Canceling,
        },
    };

    public ModelBatchLimits Limits { get; } = new(50_000, 200_000_000);

    public string EndpointOf(Uri address) => address.AbsolutePath.EndsWith("/responses", StringComparison.Ordinal) ? "/v1/responses" : "/v1/chat/completions";

    public void AddItem(PooledBuffer payload, string id, ReadOnlySpan<byte> body, string endpoint)
    {
        payload.Write(Encoding.UTF8.GetBytes($$"""{"custom_id":"{{id}}","method":"POST","url":"{{endpoint}}","body":"""));
        payload.Write(body);
        payload.Write("}\n"u8);
    }

    public async Task<JsonElement> SubmitAsync(BatchCall call, PooledBuffer payload, Uri address, string endpoint)
    {
        // The boundary is no part of a JSON line, which has no line end followed by hyphens.
        const string Boundary = "skills-engine-batch-7f3d9b51";
        using var form = new PooledBuffer(payload.Length + 1024);
        form.Write(Encoding.UTF8.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"batch.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n"));
        form.Write(payload.Written.Span);
        form.Write(Encoding.UTF8.GetBytes($"\r\n--{Boundary}--\r\n"));
        var file = await call.SendAsync(HttpMethod.Post, call.Address(Own, "/v1", "/files"), form, $"multipart/form-data; boundary={Boundary}").ConfigureAwait(false);
        var id = file.Text("id") ?? throw call.Faults().Make(ModelErrorKind.Malformed, "took a file and gave it no id. Check BaseUrl.");
        using var body = new PooledBuffer();
        body.Write(Encoding.UTF8.GetBytes($$"""{"input_file_id":"{{call.Safe(id)}}","endpoint":"{{endpoint}}","completion_window":"24h"}"""));
        return await call.SendAsync(HttpMethod.Post, call.Address(Own, "/v1", "/batches"), body).ConfigureAwait(false);
    }

    public Uri StateOf(BatchCall call, ModelBatch batch) => call.Address(Own, "/v1", "/batches/" + call.Safe(batch.Id));

    public Uri CancelOf(BatchCall call, ModelBatch batch) => call.Address(Own, "/v1", $"/batches/{call.Safe(batch.Id)}/cancel");

    public ModelBatch? Read(JsonElement description, ModelBatch known) => Reader.Read(description.Text("id"), description, known) is { } batch
        ? batch with { ResultFiles = [.. new[] { description.Text("output_file_id"), description.Text("error_file_id") }.OfType<string>()] }
        : null;

    public IAsyncEnumerable<BatchLine> ResultsAsync(BatchCall call, ModelBatch batch) =>
        BatchReader.LinesAsync(call, batch.ResultFiles.Select(file => call.Address(Own, "/v1", $"/files/{call.Safe(file)}/content")), Read);

    private static BatchLine Read(JsonElement line)
    {
        var (id, response) = (line.Text("custom_id"), line.Get("response"));
        var code = line.Get("error").Text("code");
        if (code is "batch_expired" or "batch_cancelled")
        {
            return new(id, code == "batch_expired" ? ModelBatchOutcome.Expired : ModelBatchOutcome.Canceled, default);
        }

        var status = (int?)response.Tokens("status_code");
        return response.Get("body") is { } body
            ? new(id, status is null or (>= 200 and < 300) ? ModelBatchOutcome.Succeeded : ModelBatchOutcome.Failed, body) { Status = status, RequestId = response.Text("request_id") }
            : new(id, ModelBatchOutcome.Failed, line) { Status = status };
    }
}
