namespace Dragoman.Dialects.AnthropicMessages.Hosts;

/// <summary>A set of the fields that betas open, see <see cref="BetaTable"/>.</summary>
public readonly record struct BodyFields
{
    private readonly ulong _bits;

    private BodyFields(ulong bits) => _bits = bits;

    /// <summary>True for the set of nothing.</summary>
    public bool IsEmpty => _bits == 0;

    internal BodyFields With(int index) => new(_bits | (1UL << index));

    internal BodyFields With(BodyFields other) => new(_bits | other._bits);

    internal BodyFields Without(BodyFields other) => new(_bits & ~other._bits);

    /// <summary>True when a member of that name, or the value itself, is in the set.</summary>
    internal bool Has(Place place, ReadOnlySpan<byte> name)
    {
        foreach (var (field, index) in BetaTable.At(place))
        {
            if ((_bits >> index & 1) != 0 && name.SequenceEqual(field))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when something in the set begins this type.</summary>
    internal bool HasType(Place place, ReadOnlySpan<byte> type)
    {
        foreach (var (field, index) in BetaTable.At(place))
        {
            if ((_bits >> index & 1) != 0 && type.StartsWith(field))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when anything of that place is in the set.</summary>
    internal bool Any(Place place)
    {
        foreach (var (_, index) in BetaTable.At(place))
        {
            if ((_bits >> index & 1) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
