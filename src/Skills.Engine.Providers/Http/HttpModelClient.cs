using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Providers.Http;

/// <summary>The part of every HTTP provider that is the same: choose a deployment, send under deadlines, step down when a schema is refused.</summary>
internal abstract class HttpModelClient : IModelClient
{
    private const int MostKeyChanges = 3;
    private static readonly ModelUpdate Alive = new("");

    private readonly string _provider;
    private readonly ProviderParts _parts;
    private readonly Lazy<HttpClient> _http;

    protected HttpModelClient(string provider, ProviderParts parts)
    {
        _provider = provider;
        _parts = parts;
        _http = new(() => parts.Clients.CreateClient(ProviderHttp.ClientName(provider)));
    }

    public ModelProvider Provider => State.Provider;

    /// <summary>The deployments as the options have them now.</summary>
    protected abstract ProviderState State { get; }

    /// <summary>The provider's name.</summary>
    internal string Name => _provider;

    internal HttpClient Http => _http.Value;

    internal ProviderParts Parts => _parts;

    public async Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        using var clock = new AttemptClock(_parts.Time, request.Deadlines, stream: false, cancellationToken);
        using var call = await OpenAsync(request, stream: false, clock, cancellationToken).ConfigureAwait(false);
        return call.Whole!;
    }

    public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var clock = new AttemptClock(_parts.Time, request.Deadlines, stream: true, cancellationToken);
        using var call = await OpenAsync(request, stream: true, clock, cancellationToken).ConfigureAwait(false);
        if (call.Whole is { } whole)
        {
            yield return new(whole.Text);
            yield return new("") { Reply = whole };
            yield break;
        }

        using var events = new StreamedReply(call.Target.Wire, call);
        while (await events.ReadAsync().ConfigureAwait(false) is { } delta)
        {
            // An empty piece tells callers that wait that the model is at work.
            yield return events.Reasoning is { Length: > 0 } reasoning ? new(delta) { Reasoning = reasoning } : delta.Length > 0 ? new(delta) : Alive;
        }

        yield return new("") { Reply = call.Finish(events.Reply) with { TimeToFirstToken = events.TimeToFirstToken } };
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<OpenCall> OpenAsync(ModelRequest request, bool stream, AttemptClock clock, CancellationToken caller)
    {
        var key = _parts.Keys is { } keys && request.TenantId is { Length: > 0 } ? await KeyAsync(keys, request.TenantId, request.Model, clock, caller).ConfigureAwait(false) : null;
        var state = State;
        for (var changes = 0; ; changes++)
        {
            try
            {
                return await OpenAsync(state, request, stream, key, clock, caller).ConfigureAwait(false);
            }
            catch (ModelException e) when (e.Kind == ModelErrorKind.Auth && key is null && State != state && changes < MostKeyChanges)
            {
                // The key was changed while the call was under way.
                state = State;
            }
        }
    }

    private ValueTask<OpenCall> OpenAsync(ProviderState state, ModelRequest request, bool stream, string? key, AttemptClock clock, CancellationToken caller)
    {
        if (state.Pool is not { } pool)
        {
            return OpenAsync(state.Only, request, stream, key, clock, caller);
        }

        // The limits of a tenant's own key are not those of the host's deployments.
        return key is null
            ? OpenAsync(pool, request, stream, clock, caller)
            : OpenAsync(state.Targets.FirstOrDefault(t => t.Serves(request.Model)) ?? state.Only, request, stream, key, clock, caller);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<OpenCall> OpenAsync(TargetPool pool, ModelRequest request, bool stream, AttemptClock clock, CancellationToken caller)
    {
        ulong tried = 0;
        ModelException? last = null;
        while (pool.Next(request.Model, ref tried) is { } target)
        {
            try
            {
                var call = await OpenAsync(target, request, stream, null, clock, caller).ConfigureAwait(false);
                pool.Succeeded(target, request.Model, call.Faults.RateLimits);
                call.Failed = error => pool.Failed(target, request.Model, error);

                // One deployment's limits say nothing about the others'.
                call.HidesRateLimits = true;
                call.Whole = call.Whole is { } whole ? whole with { RateLimits = null } : null;
                return call;
            }
            catch (ModelException e)
            {
                pool.Failed(target, request.Model, e);
                if (!TargetPool.MovesOn(e))
                {
                    throw;
                }

                last = e;
            }
        }

        throw Exhausted(pool, request.Model, last);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<OpenCall> OpenAsync(ProviderTarget target, ModelRequest request, bool stream, string? key, AttemptClock clock, CancellationToken caller)
    {
        var adapted = target.Adapt(request);
        var steps = target.Ladder.StepsFor(adapted);
        for (var step = 0; ; step++)
        {
            try
            {
                return await new TargetCall(_provider, target, Http, clock, key, caller).OpenAsync(adapted, steps[step], stream).ConfigureAwait(false);
            }
            catch (ModelException e) when (step + 1 < steps.Count && OutputLadder.IsSchemaRefusal(e, steps[step]))
            {
                target.Ladder.StepDown(adapted, steps[step], steps[step + 1]);
            }
        }
    }

    /// <summary>Returns the deployment that always serves a model, for calls that must find what an earlier call made.</summary>
    internal ProviderTarget FixedTarget(ModelDefinition model) => State is var state && state.Targets.FirstOrDefault(t => t.Serves(model)) is { } target ? target : state.Only;

    /// <summary>Returns the key of a tenant; null for the host's own.</summary>
    internal async ValueTask<string?> KeyAsync(IModelKeyResolver keys, string tenant, ModelDefinition model, AttemptClock clock, CancellationToken caller)
    {
        var faults = new CallFaults(_provider, model, clock, null, caller);
        string? key;
        try
        {
            key = await keys.ResolveAsync(new(tenant, _provider, model.Id), clock.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw faults.FromSending(e);
        }
        catch (Exception e)
        {
            // The resolver's own text could quote a key.
            throw faults.Make(ModelErrorKind.Auth, $"the key resolver threw {e.GetType().Name}. Check the IModelKeyResolver of the host.");
        }

        return string.IsNullOrEmpty(key) ? null
            : ProviderKeys.IsKey(key) ? key
            : throw faults.Make(ModelErrorKind.Auth, "the key resolver gave a key with characters no key has, such as a line break or a blank.");
    }

    private ModelException Exhausted(TargetPool pool, ModelDefinition model, ModelException? last)
    {
        var wait = pool.Wait(model);
        var sentence = last?.Message
            ?? (wait is null
                ? $"{_provider}, model '{model.Id}': none of its {pool.Count} deployments serves the model. Add it to the Models of one."
                : FormattableString.Invariant($"{_provider}, model '{model.Id}': all of its deployments are cooling down or at their limit. The first is free again in {wait.Value.TotalSeconds:0.###} s."));
        return new(last?.Kind ?? (wait is null ? ModelErrorKind.NotFound : ModelErrorKind.RateLimit), sentence, last)
        {
            Provider = _provider,
            Model = model.Id,
            Status = last?.Status,
            ProviderCode = last?.ProviderCode,
            ProviderMessage = last?.ProviderMessage,
            RequestId = last?.RequestId,
            RetryAfter = wait ?? last?.RetryAfter,
        };
    }
}

/// <summary>A client whose deployments follow its options as they change.</summary>
/// <typeparam name="TOptions">The provider's options.</typeparam>
internal abstract class HttpModelClient<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions> : HttpModelClient, IDisposable
    where TOptions : ModelProviderOptions
{
    private readonly IDisposable? _changes;
    private readonly Lazy<ProviderState> _first;
    private ProviderState? _state;

    /// <param name="provider">Name of the provider.</param>
    /// <param name="instance">Name of the options; <see cref="Options.DefaultName"/> for a provider that exists once.</param>
    /// <param name="options">The options and their changes.</param>
    /// <param name="parts">What all clients share.</param>
    protected HttpModelClient(string provider, string instance, IOptionsMonitor<TOptions> options, ProviderParts parts) : base(provider, parts)
    {
        _first = new(() => Build(options.Get(instance)));
        _changes = options.OnChange((changed, name) =>
        {
            if ((name ?? Options.DefaultName) == instance)
            {
                Volatile.Write(ref _state, Build(changed));
            }
        });
    }

    protected sealed override ProviderState State => Volatile.Read(ref _state) ?? _first.Value;

    /// <summary>Makes the wire and the credentials of one deployment.</summary>
    /// <param name="options">The options, with the deployment's own values in place.</param>
    protected abstract ProviderTarget CreateTarget(TOptions options);

    public void Dispose()
    {
        _changes?.Dispose();
        if (_state is not null || _first.IsValueCreated)
        {
            foreach (var target in State.Targets)
            {
                target.Dispose();
            }
        }
    }

    private ProviderState Build(TOptions options)
    {
        var targets = options.Deployments.Count == 0
            ? [CreateTarget(options)]
            : options.Deployments.Take(ModelProviderOptions.MostDeployments).Select(d => Create((TOptions)options.With(d), d)).ToArray();
        return new(Name, targets, Parts);
    }

    private ProviderTarget Create(TOptions options, ProviderDeployment deployment)
    {
        var made = CreateTarget(options);
        return new(made.Wire, made.Options, made.Credentials, made.NotReady) { Deployment = deployment };
    }
}
