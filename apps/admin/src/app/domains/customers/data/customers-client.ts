import { httpResource, type HttpResourceRef } from '@angular/common/http';
import { Service, type Signal } from '@angular/core';
import type { CustomerBillingDto, CustomerDetailDto, CustomersPageDto } from '@automna/api-client';

/** One page of a search; `cursor` null asks for the first. */
export interface CustomersRequest {
  query: string;
  cursor: string | null;
}

const PAGE_SIZE = 25;

/** Call its factories in an injection context (a field of a component or store). */
@Service()
export class CustomersClient {
  page(request: Signal<CustomersRequest | null>): HttpResourceRef<CustomersPageDto | undefined> {
    return httpResource<CustomersPageDto>(() => {
      const wanted = request();
      if (!wanted) return undefined;
      const { query, cursor } = wanted;
      return {
        url: '/api/admin/customers',
        params: { limit: PAGE_SIZE, ...(query ? { query } : {}), ...(cursor ? { cursor } : {}) },
      };
    });
  }

  customer(id: Signal<string>): HttpResourceRef<CustomerDetailDto | undefined> {
    return httpResource<CustomerDetailDto>(() => `/api/admin/customers/${encodeURIComponent(id())}`);
  }

  /** Apart from the customer, because it asks Stripe, which can take seconds. Nobody known, nothing asked. */
  billing(id: Signal<string | undefined>): HttpResourceRef<CustomerBillingDto | undefined> {
    return httpResource<CustomerBillingDto>(() => {
      const known = id();
      return known ? `/api/admin/customers/${encodeURIComponent(known)}/billing` : undefined;
    });
  }
}
