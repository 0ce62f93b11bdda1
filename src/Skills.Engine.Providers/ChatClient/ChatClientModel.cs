using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.ChatClient;

/// <summary>A client of Microsoft.Extensions.AI as a provider.</summary>
/// <param name="name">The name of the provider.</param>
/// <param name="client">The client.</param>
/// <param name="classify">Classifies its exceptions; null leaves that to what they carry.</param>
/// <param name="rawOptions">Makes its own options of provider options; null when nobody can.</param>
/// <param name="time">The clock.</param>
internal sealed class ChatClientModel(string name, IChatClient client, Func<Exception, ModelException?>? classify, Func<JsonElement, object?>? rawOptions, TimeProvider time) : IModelClient
{
    public const ModelCapabilities UsualCapabilities = ModelCapabilities.JsonSchema | ModelCapabilities.JsonMode | ModelCapabilities.Tools
        | ModelCapabilities.Vision | ModelCapabilities.Documents | ModelCapabilities.Streaming | ModelCapabilities.Sampling | ModelCapabilities.Seed | ModelCapabilities.SystemPrompt;

    private readonly OutputLadder _ladder = new(new() { ObjectRoot = true, ForcedTools = false });

    public ModelProvider Provider { get; } = new(name);

    public async Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        using var clock = new AttemptClock(time, request.Deadlines, stream: false, cancellationToken);
        var steps = _ladder.StepsFor(request);
        for (var step = 0; ; step++)
        {
            var errors = new ChatClientErrors(name, request, clock, classify, cancellationToken);
            var call = CallOf(request, steps[step], stream: false);
            try
            {
                clock.Enter(TimeoutStage.FirstToken);
                var response = await client.GetResponseAsync(ChatClientRequest.Messages(call), ChatClientRequest.Options(call, rawOptions), clock.Token).ConfigureAwait(false);
                return ChatClientReply.Read(response, call);
            }
            catch (Exception e)
            {
                var error = errors.From(e, began: false);
                if (error is ModelException known && step + 1 < steps.Count && OutputLadder.IsSchemaRefusal(known, steps[step]))
                {
                    _ladder.StepDown(request, steps[step], steps[step + 1]);
                    continue;
                }

                throw error;
            }
        }
    }

    public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var clock = new AttemptClock(time, request.Deadlines, stream: true, cancellationToken);
        var errors = new ChatClientErrors(name, request, clock, classify, cancellationToken);
        clock.Enter(TimeoutStage.FirstToken);
        var (call, stream, update) = await OpenAsync(request, errors, clock).ConfigureAwait(false);
        try
        {
            var updates = new List<ChatResponseUpdate>();
            var text = new StringBuilder();
            TimeSpan? first = null;
            for (; update is not null; update = await NextAsync(stream, errors, text).ConfigureAwait(false))
            {
                clock.Enter(TimeoutStage.Idle);
                updates.Add(update);
                var reasoning = string.Concat(update.Contents.OfType<TextReasoningContent>().Select(static r => r.Text));
                if (update.Text is { Length: > 0 } delta)
                {
                    first ??= clock.Elapsed;
                    text.Append(delta);
                    yield return new(delta) { Reasoning = reasoning.Length > 0 ? reasoning : null };
                }
                else if (reasoning.Length > 0)
                {
                    yield return new("") { Reasoning = reasoning };
                }
            }

            if (IsCut(updates))
            {
                throw errors.From(new EndOfStreamException("The client's stream ended before the answer was whole."), began: true, text.ToString());
            }

            yield return new("") { Reply = ChatClientReply.Read(updates.ToChatResponse(), call) with { TimeToFirstToken = first } };
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    // A client of a real API names the call, and says at the end why the model stopped. One made by hand need do neither.
    private static bool IsCut(List<ChatResponseUpdate> updates) =>
        updates.Count == 0
        || (updates.TrueForAll(static u => u.FinishReason is null) && updates.Exists(static u => u.ResponseId is not null || u.ModelId is not null));

    private static WireRequest CallOf(ModelRequest request, OutputStep step, bool stream) =>
        new(request, step, stream, new(UnsupportedOptionAction.Warn));

    // The first update tells whether the schema was taken; until then nothing was shown, so stepping down loses nothing.
    private async Task<(WireRequest Call, IAsyncEnumerator<ChatResponseUpdate> Stream, ChatResponseUpdate? First)> OpenAsync(ModelRequest request, ChatClientErrors errors, AttemptClock clock)
    {
        var steps = _ladder.StepsFor(request);
        for (var step = 0; ; step++)
        {
            var call = CallOf(request, steps[step], stream: true);
            var stream = client.GetStreamingResponseAsync(ChatClientRequest.Messages(call), ChatClientRequest.Options(call, rawOptions), clock.Token).GetAsyncEnumerator(clock.Token);
            try
            {
                return (call, stream, await NextAsync(stream, errors, new()).ConfigureAwait(false));
            }
            catch (ModelException e) when (step + 1 < steps.Count && OutputLadder.IsSchemaRefusal(e, steps[step]))
            {
                _ladder.StepDown(request, steps[step], steps[step + 1]);
                await stream.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                await stream.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    private static async ValueTask<ChatResponseUpdate?> NextAsync(IAsyncEnumerator<ChatResponseUpdate> stream, ChatClientErrors errors, StringBuilder text)
    {
        try
        {
            return await stream.MoveNextAsync().ConfigureAwait(false) ? stream.Current : null;
        }
        catch (Exception e)
        {
            throw errors.From(e, began: text.Length > 0, text.ToString());
        }
    }
}
