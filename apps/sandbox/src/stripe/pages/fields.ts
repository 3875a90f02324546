import { markup, type Html } from './html.js';
import { TEST_CARDS } from '../billing/cards.js';

/** One labelled input with its error, tied together for screen readers. */
export interface Field {
  name: string;
  label: string;
  value: string;
  error?: string;
  type?: string;
  autocomplete: string;
  inputmode?: string;
  placeholder?: string;
  hint?: string;
  readonly?: boolean;
  optional?: boolean;
}

export function field(given: Field): Html {
  const { name, label, value, error, hint, type = 'text' } = given;
  const described = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ');
  return markup`<div>
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${given.autocomplete}"
      ${!given.optional && markup`required`}
      ${given.inputmode && markup`inputmode="${given.inputmode}"`}
      ${given.placeholder && markup`placeholder="${given.placeholder}"`}
      ${given.readonly && markup`readonly`}
      ${error && markup`aria-invalid="true"`}
      ${described && markup`aria-describedby="${described}"`}
    />
    ${hint && markup`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${error && markup`<p class="error" id="${name}-error">${error}</p>`}
  </div>`;
}

/** The card part of a payment form. */
export function cardFields(values: Record<string, string>, errors: Record<string, string>): Html {
  const text = (name: string) => values[name] ?? '';
  return markup`${field({
    name: 'cardNumber',
    label: 'Card number',
    value: text('cardNumber'),
    error: errors['cardNumber'],
    autocomplete: 'cc-number',
    inputmode: 'numeric',
    placeholder: '4242 4242 4242 4242',
  })}
    <div class="row">
      ${field({
        name: 'cardExpiry',
        label: 'Expiry (MM / YY)',
        value: text('cardExpiry'),
        error: errors['cardExpiry'],
        autocomplete: 'cc-exp',
        inputmode: 'numeric',
        placeholder: '12 / 34',
      })}
      ${field({
        name: 'cardCvc',
        label: 'CVC',
        value: text('cardCvc'),
        error: errors['cardCvc'],
        autocomplete: 'cc-csc',
        inputmode: 'numeric',
        placeholder: '123',
      })}
    </div>
    ${field({
      name: 'billingName',
      label: 'Name on card',
      value: text('billingName'),
      error: errors['billingName'],
      autocomplete: 'cc-name',
    })}`;
}

/** The test cards one may type, folded away. */
export function testCards(): Html {
  return markup`<details>
    <summary>Test cards</summary>
    <p class="hint">Any future expiry, any CVC.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Test cards">
      <table>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">What happens</th>
          </tr>
        </thead>
        <tbody>
          ${TEST_CARDS.map(
            (card) =>
              markup`<tr>
                <td><code>${card.number.replace(/(.{4})(?=.)/g, '$1 ')}</code></td>
                <td>${card.note}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
