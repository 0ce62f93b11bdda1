using System.Runtime.CompilerServices;

namespace Skills.Engine.Tests.Routing;

/// <summary>A provider whose models do what the test says.</summary>
internal sealed class ScriptedClient(string provider, Func<ModelRequest, CancellationToken, Task<ModelReply>> answer) : IModelClient
{
    private int _calls;

    public ModelProvider Provider { get; set; } = new(provider);

    public int Calls => Volatile.Read(ref _calls);

    public Func<ModelRequest, CancellationToken, IAsyncEnumerable<ModelUpdate>>? Stream { get; set; }

    public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return answer(request, cancellationToken);
    }

    public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Stream is null)
        {
            var reply = await InvokeAsync(request, cancellationToken);
            yield return new(reply.Text);
            yield return new("") { Reply = reply };
            yield break;
        }

        Interlocked.Increment(ref _calls);
        await foreach (var update in Stream(request, cancellationToken))
        {
            yield return update;
        }
    }

    public static ScriptedClient Answering(string provider, string text = "{}") => new(provider, (_, _) => Task.FromResult(Some.Reply(text)));

    public static ScriptedClient Failing(string provider, ModelErrorKind kind, TimeSpan? retryAfter = null) =>
        new(provider, (_, _) => Task.FromException<ModelReply>(Some.Error(kind, retryAfter)));

    /// <summary>Plays the steps in order, then repeats the last.</summary>
    public static ScriptedClient Playing(string provider, params Func<ModelRequest, CancellationToken, Task<ModelReply>>[] steps)
    {
        var next = -1;
        return new(provider, (request, token) => steps[Math.Min(Interlocked.Increment(ref next), steps.Length - 1)](request, token));
    }
}
