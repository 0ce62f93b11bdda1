using System.Runtime.CompilerServices;

namespace Skills.Engine.Evaluation.Models;

/// <summary>Wraps a provider: passes calls on outside of tests, records live ones, and lets none through in a test without models.</summary>
internal sealed class RecordingModelClient(IModelClient inner, TestConversation conversation) : IModelClient
{
    public IModelClient Inner => inner;

    public ModelProvider Provider => inner.Provider;

    public async Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (conversation.Current is not { } call)
        {
            return await inner.InvokeAsync(request, cancellationToken).ConfigureAwait(false);
        }

        Enter(call, request);
        var reply = await inner.InvokeAsync(request, cancellationToken).ConfigureAwait(false);
        Keep(call, request, reply);
        return reply;
    }

    public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var call = conversation.Current;
        if (call is not null)
        {
            Enter(call, request);
        }

        await foreach (var update in inner.StreamAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (call is not null && update.Reply is { } reply)
            {
                Keep(call, request, reply);
            }

            yield return update;
        }
    }

    // The router sends everything to the test model then. What comes here all the same, such as a shadow, must not cost money.
    private void Enter(TestCall call, ModelRequest request)
    {
        if (call.IsOffline(request.Skill))
        {
            throw new ModelException(ModelErrorKind.InvalidRequest, $"{Provider.Name} is not asked: this test runs without models.") { Provider = Provider.Name, Model = request.Model.Id };
        }

        call.CountAsked();
        call.CountLive();
    }

    private static void Keep(TestCall call, ModelRequest request, ModelReply reply)
    {
        if (call.Records)
        {
            call.Record(request, reply);
        }
    }
}
