using System.Reflection;
using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>Reads <see cref="Lazy{T}"/> and <see cref="KeyValuePair{TKey, TValue}"/> of any types.</summary>
internal static class GenericValues
{
    private static readonly MethodInfo Lazy = typeof(Lazy<>).GetProperty(nameof(Lazy<>.Value))!.GetMethod!;
    private static readonly MethodInfo Key = typeof(KeyValuePair<,>).GetProperty(nameof(KeyValuePair<,>.Key))!.GetMethod!;
    private static readonly MethodInfo Item = typeof(KeyValuePair<,>).GetProperty(nameof(KeyValuePair<,>.Value))!.GetMethod!;

    /// <summary>Computes the value of a lazy one.</summary>
    internal static bool TryReadLazy(object lazy, out object? value)
    {
        value = null;
        var type = lazy.GetType();
        while (type is not null && !Is(type, typeof(Lazy<>)))
        {
            type = type.BaseType;
        }

        if (type is null)
        {
            return false;
        }

        try
        {
            value = Read(Lazy, type, lazy);
            return true;
        }
        catch (Exception exception) when (exception is not (RuntimeFault or JinjaException or OperationCanceledException))
        {
            throw new RuntimeFault(JinjaErrorKind.Runtime, $"A lazy value failed with {exception.GetType().Name}.", exception);
        }
    }

    /// <summary>Takes a pair apart.</summary>
    internal static bool TryReadPair(object pair, out object? key, out object? value)
    {
        var type = pair.GetType();
        var isPair = Is(type, typeof(KeyValuePair<,>));
        (key, value) = isPair ? (Read(Key, type, pair), Read(Item, type, pair)) : (null, null);
        return isPair;
    }

    private static bool Is(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    // The method of the definition, on the type that the object has: the trimmer keeps it although nothing names the type.
    private static object? Read(MethodInfo method, Type type, object owner) =>
        MethodBase.GetMethodFromHandle(method.MethodHandle, type.TypeHandle)!.Invoke(owner, BindingFlags.DoNotWrapExceptions, null, null, null);
}
