using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.VendorBatches;

/// <summary>The batch endpoint of a vendor: writes the bodies as single calls have them, and reads the replies in the same way.</summary>
/// <param name="client">The client of single calls, whose deployments and keys are used.</param>
/// <param name="wire">The vendor's form.</param>
/// <param name="options">The deadlines and limits.</param>
internal sealed class VendorBatchClient(HttpModelClient client, IBatchWire wire, IOptions<ModelBatchOptions> options) : IModelBatchClient
{
    private const int MaxIdLength = 64;

    private static readonly string LongestId = new('0', MaxIdLength);

    public string Provider => client.Name;

    public ModelBatchLimits Limits => wire.Limits;

    public string EndpointOf(ModelDefinition model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return wire.EndpointOf(AddressOf(client.FixedTarget(model), new() { Model = model, Messages = [] }));
    }

    public ModelBatchMeasure Measure(ModelRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var payload = new PooledBuffer();
        Add(payload, client.FixedTarget(request.Model), new(LongestId, request), EndpointOf(request.Model));
        payload.Write(Encoding.UTF8.GetBytes(request.TenantId ?? ""));
        return new(payload.Length, Convert.ToHexStringLower(SHA256.HashData(payload.Written.Span).AsSpan(0, 16)));
    }

    public async Task<ModelBatch> SubmitAsync(IReadOnlyList<ModelBatchItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        Check(items);
        var first = items[0].Request;
        using var call = await BatchCall.BeginAsync(client, first.Model, first.TenantId, options.Value, cancellationToken).ConfigureAwait(false);
        var address = AddressOf(call.Target, first);
        var endpoint = wire.EndpointOf(address);
        using var payload = new PooledBuffer(1 << 16);
        foreach (var item in items)
        {
            Add(payload, call.Target, item, endpoint);
            if (payload.Length > wire.Limits.MaxBytes)
            {
                throw new ArgumentException($"The items have more than the {wire.Limits.MaxBytes} bytes of one batch of {Provider}. Submit fewer at a time.", nameof(items));
            }
        }

        var made = await wire.SubmitAsync(call, payload, address, endpoint).ConfigureAwait(false);
        return Read(call, made, new() { Id = "", Provider = Provider, Model = first.Model.Id, TenantId = first.TenantId });
    }

    public async Task<ModelBatch> GetAsync(ModelBatch batch, CancellationToken cancellationToken)
    {
        using var call = await BeginAsync(batch, cancellationToken).ConfigureAwait(false);
        return Read(call, await call.SendAsync(HttpMethod.Get, wire.StateOf(call, batch), most: call.MaxResultBytes).ConfigureAwait(false), batch);
    }

    public async IAsyncEnumerable<ModelBatchResult> ResultsAsync(ModelBatch batch, IReadOnlyDictionary<string, ModelRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        using var call = await BeginAsync(batch, cancellationToken).ConfigureAwait(false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var line in wire.ResultsAsync(call, batch).ConfigureAwait(false))
        {
            if (line.Id is { } id && requests.TryGetValue(id, out var request) && seen.Add(id))
            {
                yield return Result(call, request, id, line);
            }
        }

        foreach (var id in requests.Keys.Where(id => !seen.Contains(id)))
        {
            yield return new(id, ModelBatchOutcome.Missing);
        }
    }

    public async Task CancelAsync(ModelBatch batch, CancellationToken cancellationToken)
    {
        using var call = await BeginAsync(batch, cancellationToken).ConfigureAwait(false);
        await call.SendAsync(HttpMethod.Post, wire.CancelOf(call, batch)).ConfigureAwait(false);
    }

    private Task<BatchCall> BeginAsync(ModelBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return BatchCall.BeginAsync(client, new() { Id = batch.Model, Provider = Provider }, batch.TenantId, options.Value, cancellationToken);
    }

    private void Check(IReadOnlyList<ModelBatchItem> items)
    {
        if (items.Count == 0 || items.Count > wire.Limits.MaxItems)
        {
            throw new ArgumentException($"A batch of {Provider} has 1 to {wire.Limits.MaxItems} items; these are {items.Count}.", nameof(items));
        }

        var first = items[0].Request;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, request) in items)
        {
            if (id.Length is 0 or > MaxIdLength || !id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || !ids.Add(id))
            {
                throw new ArgumentException("The id of an item is unique in its batch and has 1 to 64 letters, digits, hyphens and underscores.", nameof(items));
            }

            if (request.Model.Id != first.Model.Id || request.TenantId != first.TenantId)
            {
                throw new ArgumentException("The items of a batch have one model and one tenant.", nameof(items));
            }
        }
    }

    private void Add(PooledBuffer payload, ProviderTarget target, ModelBatchItem item, string endpoint)
    {
        using var body = RequestWriter.Write(target.Wire, Call(target, item.Request), target.Fields);
        wire.AddItem(payload, item.Id, body.Written.Span, endpoint);
    }

    private static Uri AddressOf(ProviderTarget target, ModelRequest request) => target.Wire.AddressOf(target.Adapt(request), stream: false);

    // The richest way to ask for the shape. An item that is refused for it is asked again by itself, one step down.
    private static WireRequest Call(ProviderTarget target, ModelRequest request)
    {
        var adapted = target.Adapt(request);
        return new(adapted, target.Ladder.StepsFor(adapted)[0], Stream: false, new(target.Options.UnsupportedOptions));
    }

    private ModelBatch Read(BatchCall call, JsonElement description, ModelBatch known) => wire.Read(description, known) is { Id.Length: > 0 } batch
        ? batch
        : throw call.Faults().Make(ModelErrorKind.Malformed, "answered JSON that is no batch. Check BaseUrl.");

    private static ModelBatchResult Result(BatchCall call, ModelRequest request, string id, BatchLine line)
    {
        if (line.Outcome is ModelBatchOutcome.Expired or ModelBatchOutcome.Canceled)
        {
            return new(id, line.Outcome);
        }

        var faults = call.Faults();
        faults.RequestId = line.RequestId;
        faults.Status = (HttpStatusCode?)line.Status;
        try
        {
            var error = call.Target.Wire.ReadError(line.Outcome == ModelBatchOutcome.Failed ? faults.Status : null, line.Body);
            if (line.Outcome == ModelBatchOutcome.Failed || error is not null)
            {
                return new(id, ModelBatchOutcome.Failed) { Error = faults.FromProvider(error ?? new()) };
            }

            var asked = Call(call.Target, request);
            return call.Target.Wire.ReadReply(line.Body, asked) is { } reply
                ? new(id, ModelBatchOutcome.Succeeded) { Reply = Finish(reply, asked, line.RequestId) }
                : new(id, ModelBatchOutcome.Failed) { Error = faults.Make(ModelErrorKind.Malformed, "has a result in a batch that is no reply of its API.") };
        }
        catch (InvalidOperationException e)
        {
            return new(id, ModelBatchOutcome.Failed) { Error = faults.Make(ModelErrorKind.Malformed, "has a result in a batch that cannot be read.", e) };
        }
    }

    private static ModelReply Finish(ModelReply reply, WireRequest asked, string? requestId) => reply with
    {
        Text = asked.Schema?.Raise(reply.Text) ?? reply.Text,
        SchemaMode = asked.Mode,
        RequestId = reply.RequestId ?? requestId,
        ServiceTier = "batch",
        Warnings = [.. asked.Report.Warnings, .. reply.Warnings],
    };
}
