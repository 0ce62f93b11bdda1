namespace Skills.Engine.Providers.Http;

/// <summary>Authenticates the calls to a provider. Implementations are thread-safe.</summary>
internal interface ICallCredentials
{
    /// <summary>Sets the headers of a request that is complete but for them.</summary>
    ValueTask AuthorizeAsync(CallToSign call);

    /// <summary>Returns whether the credentials can be renewed after this error, once within the same try.</summary>
    bool CanRenew(ModelException error) => false;
}

/// <summary>A request that is about to be sent.</summary>
/// <param name="Message">The request, its address and content set.</param>
/// <param name="Body">The bytes of its content; empty for none.</param>
/// <param name="Key">The key of the caller's tenant; null for the host's own.</param>
/// <param name="Refused">True when the credentials of the last request were refused as expired.</param>
/// <param name="Faults">Makes the exceptions.</param>
/// <param name="Clock">The deadlines of the try.</param>
internal readonly record struct CallToSign(HttpRequestMessage Message, ReadOnlyMemory<byte> Body, string? Key, bool Refused, CallFaults Faults, AttemptClock Clock)
{
    /// <summary>Adds a header; nothing for a null or empty value.</summary>
    public void Add(string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            Message.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
